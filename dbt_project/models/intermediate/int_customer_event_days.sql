-- One row per customer_id, event_date, channel and kind.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
with
    int_interactions as (select * from {{ ref("int_interactions") }}),

    idn_customers as (
        select *
        from {{ ref("idn_customers") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    ),

    ranked as (
        select
            idn_customers.customer_id,
            int_interactions.event_date,
            int_interactions.channel,
            int_interactions.kind,
            int_interactions.occurred_at,
            int_interactions.amount,
            int_interactions.is_open,
            row_number() over (
                partition by
                    idn_customers.customer_id,
                    int_interactions.event_date,
                    int_interactions.channel,
                    int_interactions.kind
                order by int_interactions.occurred_at desc, int_interactions.interaction_id desc
            ) as newness
        from int_interactions
        inner join idn_customers on int_interactions.record_id = idn_customers.record_id
        where int_interactions.event_date is not null
    )

select
    ranked.customer_id,
    ranked.event_date,
    ranked.channel,
    ranked.kind,
    count(*) as interaction_count,
    count(case when ranked.is_open then 1 end) as open_count,
    max(ranked.occurred_at) as last_occurred_at,
    max(case when ranked.newness = 1 then ranked.amount end) as last_amount
from ranked
group by ranked.customer_id, ranked.event_date, ranked.channel, ranked.kind
