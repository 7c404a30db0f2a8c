-- One row per event of a message: sent, delivered, opened, answered, stopped.
{{ config(enabled=source_is_enabled("messaging")) }}

with events as (select * from {{ ref("stg_messaging__events_rows") }} where _fate = 'current')

select
    'messaging:' || event_id as interaction_id,
    'messaging' as source,
    'messaging:' || {{ contact_key("contact") }} as record_id,
    cast(null as varchar) as device_id,
    channel,
    case
        when type in ('stop', 'unsubscribed')
        then 'stopped'
        when type = 'replied' and is_opt_out
        then 'stopped'
        when type = 'read'
        then 'opened'
        else type
    end as kind,
    occurred_at,
    'messaging:' || campaign_id as campaign_id,
    cast(null as varchar) as product_id,
    cast(null as varchar) as order_id,
    cast(null as decimal(18, 2)) as amount,
    cast(null as boolean) as is_open,
    _last_load_seq as _load_seq,
from events
