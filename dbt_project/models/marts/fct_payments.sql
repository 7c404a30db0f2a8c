-- One row per payment_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_orders",
        touched_key="order_id",
        on_schema_change="fail",
    )
}}
-- depends_on: {{ ref("int_touched_orders") }}
with
    int_payments as (
        select *
        from {{ ref("int_payments") }}
        {%- if is_incremental() %}
            where order_id in {{ touched_keys("int_touched_orders", "order_id") }}
        {%- endif %}
    ),

    int_valued_orders as (select * from {{ ref("int_valued_orders") }})

select
    int_payments.payment_id,
    int_payments.order_id,
    int_payments.source,
    int_valued_orders.customer_id,
    int_payments.family,
    int_payments.provider,
    int_payments.tenor_months,
    case
        when int_valued_orders.order_id is null or int_valued_orders.is_converted
        then {{ in_reporting_currency("int_payments.amount", "int_valued_orders.exchange_rate") }}
    end as amount,
    int_payments.amount as amount_in_currency,
    int_valued_orders.currency,
    int_payments.paid_at
from int_payments
left join int_valued_orders on int_payments.order_id = int_valued_orders.order_id
