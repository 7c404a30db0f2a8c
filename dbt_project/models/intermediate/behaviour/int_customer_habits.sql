-- One row per customer_id.
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
    idn_customers as (
        select *
        from {{ ref("idn_customers") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    ),

    orders as (
        select
            customer_id,
            order_id,
            ordered_at,
            delivery_method,
            case when is_converted then gross_amount - seller_discount_amount end as order_amount
        from {{ ref("int_valued_orders") }}
        where
            customer_id is not null
            and status = 'fulfilled'
            and sale_line_count > 0
            and order_date is not null
            {%- if is_incremental() %}
                and customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    ),

    payments as (select * from {{ ref("int_payments") }}),

    clicks as (
        select idn_customers.customer_id, int_interactions.occurred_at
        from {{ ref("int_interactions") }} as int_interactions
        inner join idn_customers on int_interactions.record_id = idn_customers.record_id
        where
            int_interactions.kind in ('opened', 'clicked')
            and int_interactions.event_date is not null
    )

select customer_habits.*
from ({{ customer_habits("orders", "payments", "clicks") }}) as customer_habits
