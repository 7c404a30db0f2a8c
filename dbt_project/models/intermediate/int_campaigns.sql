-- One row per campaign_id.
with campaigns as ({{ conformed("campaigns") }})

select
    campaigns.campaign_id,
    campaigns.source,
    campaigns.name,
    campaigns.channel,
    campaigns.purpose,
    campaigns.sent_at,
    campaigns.cost_per_message
from campaigns
