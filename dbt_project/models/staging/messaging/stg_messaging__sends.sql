-- One row per person and campaign: written to, or held out as a control.
{{ config(enabled=source_is_enabled("messaging")) }}

with sends as (select * from {{ ref("stg_messaging__sends_rows") }} where _fate = 'current')

select
    'messaging:' || send_id as send_id,
    'messaging:' || campaign_id as campaign_id,
    'messaging' as source,
    'messaging:' || {{ contact_key("contact") }} as record_id,
    arm,
    sent_at,
    _last_load_seq as _load_seq,
from sends
