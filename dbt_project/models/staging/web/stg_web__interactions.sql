-- One row per event of a visitor of the web shop, anonymous or signed in.
{{ config(enabled=source_is_enabled("web")) }}

with events as (select * from {{ ref("stg_web__events_rows") }} where _fate = 'current')

select
    'web:' || event_id as interaction_id,
    'web' as source,
    'web_shop:' || customer_id as record_id,
    device_id,
    'web' as channel,
    case event when 'add_to_cart' then 'cart_add' else event end as kind,
    occurred_at,
    cast(null as varchar) as campaign_id,
    sku as product_id,
    'web_shop:' || order_id as order_id,
    cart_value as amount,
    cast(null as boolean) as is_open,
    _last_load_seq as _load_seq,
from events
