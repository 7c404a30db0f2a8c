-- One row per campaign of the messaging tool.
{{ config(enabled=source_is_enabled("messaging")) }}

with campaigns as (select * from {{ ref("stg_messaging__campaigns_rows") }} where _fate = 'current')

select
    'messaging:' || campaign_id as campaign_id,
    'messaging' as source,
    name,
    channel,
    purpose,
    sent_at,
    cost_per_message,
from campaigns
