-- One row per receipt line of the point of sale. Lines have no key there; they are numbered
-- within the receipt by row
-- hash, and identical lines, which are all real, by their order in the file.
{{
    config(
        enabled=source_is_enabled("pos"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="order_id",
    )
}}

with
    receipt_lines as (
        select *, 'pos:' || toko || ':' || no_struk as order_id,
        from {{ ref("stg_pos__receipts_rows") }}
        where
            _fate = 'current'
            {%- if is_incremental() %} and _last_load_seq > {{ var("loads_above") }} {%- endif %}
    ),

    numbered_lines as (
        select
            *, row_number() over (partition by order_id order by _row_hash, _line) as line_number,
        from receipt_lines
    )

select
    order_id || ':' || line_number as order_line_id,
    order_id,
    'pos' as source,
    sku as product_id,
    nama_barang as product_name,
    jumlah as quantity,
    harga_satuan as unit_price,
    coalesce(diskon, 0) as seller_discount_amount,
    cast(0 as decimal(18, 2)) as platform_discount_amount,
    coalesce(pajak, 0) as tax_amount,
    cast(null as varchar) as returned_order_line_id,
    _last_load_seq as _load_seq,
from numbered_lines
