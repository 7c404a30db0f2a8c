-- One row per order_id: a basket.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="order_id",
    )
}}

with
    lines as (
        select *
        from {{ ref("stg_complete_journey__transactions_rows") }}
        where
            _fate = 'current'
            {%- if is_incremental() %} and _last_load_seq > {{ var("loads_above") }} {%- endif %}
    ),

    -- The lines of one basket agree on household, shop and time.
    baskets as (
        select
            basket_id,
            min(household_id) as household_id,
            min(store_id) as store_id,
            min(transacted_at) as transacted_at,
            max(_last_load_seq) as _load_seq,
        from lines
        group by basket_id
    )

select
    'complete_journey:' || basket_id as order_id,
    'complete_journey' as source,
    'complete_journey:' || household_id as record_id,
    transacted_at as ordered_at,
    {{ business_date("transacted_at") }} as order_date,
    'store' as channel,
    store_id,
    cast(null as varchar) as cashier,
    'fulfilled' as status,
    '{{ var("currency") }}' as currency,
    cast(0 as decimal(18, 2)) as shipping_amount,
    cast(null as varchar) as campaign_id,
    _load_seq,
from baskets
