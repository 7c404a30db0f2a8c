-- One row per event of an e-mail or of a visit; what a metric's id stands for is told by the
-- metrics alone.
{{ config(enabled=source_is_enabled("klaviyo")) }}

with
    events as (select * from {{ ref("stg_klaviyo__events_rows") }} where _fate = 'current'),

    metrics as (
        select
            metric_id,
            case
                name
                when 'received email'
                then 'delivered'
                when 'opened email'
                then 'opened'
                when 'clicked email'
                then 'clicked'
                when 'bounced email'
                then 'bounced'
                when 'marked email as spam'
                then 'complained'
                when 'unsubscribed'
                then 'stopped'
                when 'unsubscribed from email marketing'
                then 'stopped'
                when 'active on site'
                then 'page_view'
                when 'viewed product'
                then 'product_view'
                when 'added to cart'
                then 'cart_add'
                when 'checkout started'
                then 'checkout'
                when 'started checkout'
                then 'checkout'
            end as kind,
            _last_load_seq,
        from {{ ref("stg_klaviyo__metrics_rows") }}
        where _fate = 'current'
    ),

    known_metrics as (select * from metrics where kind is not null)

select
    'klaviyo:' || events.event_id as interaction_id,
    'klaviyo' as source,
    'klaviyo:' || events.profile_id as record_id,
    cast(null as varchar) as device_id,
    case
        when known_metrics.kind in ('page_view', 'product_view', 'cart_add', 'checkout')
        then 'web'
        else 'email'
    end as channel,
    known_metrics.kind,
    events.occurred_at,
    'klaviyo:' || events.campaign_id as campaign_id,
    cast(null as varchar) as product_id,
    cast(null as varchar) as order_id,
    cast(null as decimal(18, 2)) as amount,
    cast(null as boolean) as is_open,
    greatest(events._last_load_seq, known_metrics._last_load_seq) as _load_seq,
from events
inner join known_metrics on events.metric_id = known_metrics.metric_id
