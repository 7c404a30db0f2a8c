-- One row per page view, product view, cart, checkout and purchase of a visitor.
{{ config(enabled=source_is_enabled("ga4")) }}

with
    events as (
        select *, row_number() over (partition by _key, _row_hash order by _line) as copy_number,
        from {{ ref("stg_ga4__events_rows") }}
        where
            _fate = 'current'
            and event_name
            in ('page_view', 'view_item', 'add_to_cart', 'begin_checkout', 'purchase')
    )

select
    'ga4:'
    || _key
    || ':'
    || cast(_row_hash as varchar)
    || ':'
    || cast(copy_number as varchar) as interaction_id,
    'ga4' as source,
    'ga4:' || user_id as record_id,
    device_id,
    'web' as channel,
    case
        event_name
        when 'view_item'
        then 'product_view'
        when 'add_to_cart'
        then 'cart_add'
        when 'begin_checkout'
        then 'checkout'
        else event_name
    end as kind,
    occurred_at,
    cast(null as varchar) as campaign_id,
    item_id as product_id,
    cast(null as varchar) as order_id,
    value as amount,
    cast(null as boolean) as is_open,
    _last_load_seq as _load_seq,
from events
