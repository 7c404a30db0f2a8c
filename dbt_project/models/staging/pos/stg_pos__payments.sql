-- One row per receipt and means of payment of the point of sale. The amount is that of the lines
-- so paid, with tax.
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

    means_of_receipts as (
        select
            order_id,
            cara_bayar,
            bank,
            tenor,
            min(sold_at) as paid_at,
            sum(
                cast(
                    jumlah * harga_satuan
                    - coalesce(diskon, 0)
                    + coalesce(pajak, 0) as decimal(18, 2)
                )
            ) as amount,
            max(_last_load_seq) as _load_seq,
        from receipt_lines
        group by order_id, cara_bayar, bank, tenor
    ),

    numbered_means as (
        select
            *,
            row_number() over (
                partition by order_id order by cara_bayar, bank, tenor
            ) as means_number,
        from means_of_receipts
    )

select
    order_id || ':' || means_number as payment_id,
    order_id,
    'pos' as source,
    case
        when cara_bayar in ('TUNAI', 'CASH')
        then 'cash'
        when cara_bayar = 'QRIS'
        then 'qris'
        when cara_bayar in ('DEBIT', 'KREDIT', 'KARTU')
        then 'card'
        when cara_bayar in ('TRANSFER', 'VA')
        then 'virtual_account'
        else 'other'
    end as family,
    bank as provider,
    tenor as tenor_months,
    cast(amount as decimal(18, 2)) as amount,
    paid_at,
    _load_seq,
from numbered_means
