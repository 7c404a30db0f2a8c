-- One row per campaign.
{{ config(enabled=source_is_enabled("mailchimp")) }}

with campaigns as (select * from {{ ref("stg_mailchimp__campaigns_rows") }} where _fate = 'current')

select
    'mailchimp:' || campaign_id as campaign_id,
    'mailchimp' as source,
    title as name,
    'email' as channel,
    'marketing' as purpose,
    sent_at,
    cast(null as decimal(18, 2)) as cost_per_message,
from campaigns
