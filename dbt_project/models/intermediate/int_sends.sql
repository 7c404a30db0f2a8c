-- One row per send_id.
with sends as ({{ conformed("sends") }})

select
    sends.send_id,
    sends.campaign_id,
    sends.source,
    sends.record_id,
    sends.arm,
    sends.sent_at,
    sends._load_seq
from sends
