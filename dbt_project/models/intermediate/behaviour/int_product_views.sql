-- One row per customer_id, product_id and event_date.
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
        select *
        from {{ ref("int_interactions") }}
        where kind = 'product_view' and product_id is not null and event_date is not null
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
    int_interactions.product_id,
    int_interactions.event_date,
    count(*) as view_count
from int_interactions
inner join idn_customers on int_interactions.record_id = idn_customers.record_id
group by idn_customers.customer_id, int_interactions.product_id, int_interactions.event_date
