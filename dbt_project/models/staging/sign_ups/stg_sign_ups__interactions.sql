-- One row per visitor of an event.
{{ config(enabled=source_is_enabled("sign_ups")) }}

with visitors as (select * from {{ ref("stg_sign_ups__visitors_rows") }} where _fate = 'current')

select
    'sign_ups:' || {{ contact_key("_key") }} as interaction_id,
    'sign_ups' as source,
    'sign_ups:' || {{ contact_key("_key") }} as record_id,
    cast(null as varchar) as device_id,
    'event' as channel,
    'event_visit' as kind,
    waktu_daftar as occurred_at,
    cast(null as varchar) as campaign_id,
    cast(null as varchar) as product_id,
    cast(null as varchar) as order_id,
    cast(null as decimal(18, 2)) as amount,
    cast(null as boolean) as is_open,
    _last_load_seq as _load_seq,
from visitors
