-- One row per interaction_id.
with interactions as ({{ conformed("interactions") }})

select
    interactions.interaction_id,
    interactions.source,
    interactions.record_id,
    interactions.device_id,
    interactions.channel,
    interactions.kind,
    interactions.occurred_at,
    {{ business_date("interactions.occurred_at") }} as event_date,
    interactions.campaign_id,
    interactions.product_id,
    interactions.order_id,
    interactions.amount,
    coalesce(interactions.is_open, false) as is_open,
    interactions.resolved_at,
    interactions.satisfaction,
    interactions.stay_minutes,
    interactions._load_seq
from interactions
