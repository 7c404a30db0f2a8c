-- One row per send_id: a household that a campaign was sent to.
{{ config(enabled=source_is_enabled("complete_journey")) }}

with
    sends as (select * from {{ ref("stg_complete_journey__sends_rows") }} where _fate = 'current'),

    campaigns as (
        select * from {{ ref("stg_complete_journey__campaigns_rows") }} where _fate = 'current'
    )

select
    'complete_journey:' || sends.campaign_id || ':' || sends.household_id as send_id,
    'complete_journey:' || sends.campaign_id as campaign_id,
    'complete_journey' as source,
    'complete_journey:' || sends.household_id as record_id,
    'treated' as arm,
    campaigns.started_at as sent_at,
    greatest(sends._last_load_seq, coalesce(campaigns._last_load_seq, 0)) as _load_seq,
from sends
-- The list of households carries no time, and a send without one measures nothing.
left join campaigns on sends.campaign_id = campaigns.campaign_id
