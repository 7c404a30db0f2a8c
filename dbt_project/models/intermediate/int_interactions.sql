-- One row per interaction_id.
with
    int_source_interactions as (select * from {{ ref("int_source_interactions") }}),

    int_device_spans as (select * from {{ ref("int_device_spans") }})

select
    int_source_interactions.interaction_id,
    int_source_interactions.source,
    coalesce(int_source_interactions.record_id, int_device_spans.record_id) as record_id,
    int_source_interactions.record_id is null
    and int_device_spans.record_id is not null as is_by_device,
    int_source_interactions.device_id,
    int_source_interactions.channel,
    int_source_interactions.kind,
    int_source_interactions.occurred_at,
    int_source_interactions.event_date,
    int_source_interactions.campaign_id,
    int_source_interactions.product_id,
    int_source_interactions.order_id,
    int_source_interactions.amount,
    int_source_interactions.is_open,
    int_source_interactions.resolved_at,
    int_source_interactions.satisfaction,
    int_source_interactions.stay_minutes,
    int_source_interactions._load_seq
from int_source_interactions
left join
    int_device_spans
    on int_source_interactions.device_id = int_device_spans.device_id
    and int_source_interactions.record_id is null
    and (
        int_device_spans.begins_at is null
        or int_source_interactions.occurred_at >= int_device_spans.begins_at
    )
    and (
        int_device_spans.ends_at is null
        or int_source_interactions.occurred_at < int_device_spans.ends_at
    )
