-- One row per customer_id and visit_date.
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
    int_interactions as (
        select * from {{ ref("int_interactions") }} where stay_minutes is not null
    ),

    idn_customers as (
        select *
        from {{ ref("idn_customers") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    )

select
    idn_customers.customer_id,
    int_interactions.event_date as visit_date,
    count(*) as visit_count,
    cast(sum(int_interactions.stay_minutes) as bigint) as stay_minutes
from int_interactions
inner join idn_customers on int_interactions.record_id = idn_customers.record_id
group by idn_customers.customer_id, int_interactions.event_date
