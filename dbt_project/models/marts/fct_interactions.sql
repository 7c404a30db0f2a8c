-- One row per interaction_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_interactions",
        touched_key="interaction_id",
        on_schema_change="fail",
    )
}}
-- depends_on: {{ ref("int_touched_interactions") }}
with
    int_interactions as (
        select *
        from {{ ref("int_interactions") }}
        {%- if is_incremental() %}
            where interaction_id in {{ touched_keys("int_touched_interactions", "interaction_id") }}
        {%- endif %}
    ),

    idn_customers as (select * from {{ ref("idn_customers") }})

select
    int_interactions.interaction_id,
    int_interactions.source,
    int_interactions.record_id,
    idn_customers.customer_id,
    int_interactions.device_id,
    int_interactions.channel,
    int_interactions.kind,
    int_interactions.occurred_at,
    int_interactions.event_date,
    int_interactions.campaign_id,
    int_interactions.product_id,
    int_interactions.order_id,
    int_interactions.amount,
    int_interactions.is_open,
    int_interactions.resolved_at,
    int_interactions.satisfaction
from int_interactions
left join idn_customers on int_interactions.record_id = idn_customers.record_id
