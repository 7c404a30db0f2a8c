-- One row per interaction_id.
with
    int_source_interactions as (select * from {{ ref("int_source_interactions") }}),

    -- Open ends are far dates, so that the join compares columns alone: an engine can hash it.
    spans as (
        select
            int_device_spans.device_id,
            int_device_spans.record_id,
            coalesce(int_device_spans.begins_at, cast('0001-01-01' as timestamp)) as begins_at,
            coalesce(int_device_spans.ends_at, cast('9999-12-31' as timestamp)) as ends_at
        from {{ ref("int_device_spans") }} as int_device_spans
    ),

    interactions as (
        select
            int_source_interactions.*,
            case
                when int_source_interactions.record_id is null
                then int_source_interactions.device_id
            end as anonymous_device_id
        from int_source_interactions
    )

select
    interactions.interaction_id,
    interactions.source,
    coalesce(interactions.record_id, spans.record_id) as record_id,
    spans.record_id is not null as is_by_device,
    interactions.device_id,
    interactions.channel,
    interactions.kind,
    interactions.occurred_at,
    interactions.event_date,
    interactions.campaign_id,
    interactions.product_id,
    interactions.order_id,
    interactions.amount,
    interactions.is_open,
    interactions.resolved_at,
    interactions.satisfaction,
    interactions.stay_minutes,
    interactions._load_seq
from interactions
left join
    spans
    on interactions.anonymous_device_id = spans.device_id
    and interactions.occurred_at >= spans.begins_at
    and interactions.occurred_at < spans.ends_at
