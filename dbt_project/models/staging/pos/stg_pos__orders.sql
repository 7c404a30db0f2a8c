-- One row per receipt of the point of sale. What is the same on all lines of a receipt is taken
-- once.
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

    receipts as (
        select
            order_id,
            min(toko) as store_id,
            min(sold_at) as ordered_at,
            min(kasir) as cashier,
            min(
                case
                    when not {{ is_pseudo_account("pelanggan") }} then {{ contact_key("telepon") }}
                end
            ) as contact,
            max(_last_load_seq) as _load_seq,
        from receipt_lines
        group by order_id
    )

select
    order_id,
    'pos' as source,
    'pos:' || contact as record_id,
    ordered_at,
    {{ business_date("ordered_at") }} as order_date,
    'store' as channel,
    store_id,
    cashier,
    'fulfilled' as status,
    '{{ var("currency") }}' as currency,
    cast(0 as decimal(18, 2)) as shipping_amount,
    'in_store' as delivery_method,
    cast(null as varchar) as campaign_id,
    _load_seq,
from receipts
