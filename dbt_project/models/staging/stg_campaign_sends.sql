-- One row per send_seq.
select
    campaign_sends.send_seq,
    campaign_sends.export_id,
    campaign_sends.audience,
    campaign_sends.destination,
    campaign_sends.channel,
    campaign_sends.sent_at,
    campaign_sends.sent_count,
    campaign_sends.campaign_id
from {{ source("raw", "_campaign_sends") }} as campaign_sends
