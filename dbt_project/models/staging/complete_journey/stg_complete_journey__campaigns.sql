-- One row per campaign_id.
{{ config(enabled=source_is_enabled("complete_journey")) }}

with
    campaigns as (
        select * from {{ ref("stg_complete_journey__campaigns_rows") }} where _fate = 'current'
    )

select
    'complete_journey:' || campaign_id as campaign_id,
    'complete_journey' as source,
    campaign_type || ', campaign ' || campaign_id as name,
    'mail' as channel,
    'marketing' as purpose,
    started_at as sent_at,
    cast(null as decimal(18, 2)) as cost_per_message,
from campaigns
