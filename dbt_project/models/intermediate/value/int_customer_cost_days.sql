-- One row per customer_id and cost_date.
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
    int_payments as (select * from {{ ref("int_payments") }}),

    int_orders as (select * from {{ ref("int_orders") }}),

    valued_orders as (
        select *
        from {{ ref("int_valued_orders") }}
        where
            customer_id is not null and is_converted
            {%- if is_incremental() %}
                and customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    ),

    orders as (
        select
            valued_orders.order_id,
            valued_orders.customer_id,
            valued_orders.order_date,
            valued_orders.exchange_rate,
            valued_orders.status = 'fulfilled' as is_fulfilled,
            valued_orders.status = 'cancelled'
            and coalesce(int_orders.is_cash_on_delivery, false) as is_failed_cod,
            case
                when valued_orders.status = 'fulfilled' and valued_orders.channel <> 'store'
                then
                    greatest(
                        {{ var("cost_shipping_per_order") }} - valued_orders.shipping_amount, 0
                    )
                else 0
            end as shipping_cost_amount
        from valued_orders
        left join int_orders on valued_orders.order_id = int_orders.order_id
    ),

    paid as (
        select
            orders.customer_id,
            orders.order_date,
            int_payments.family,
            {{ in_reporting_currency("int_payments.amount", "orders.exchange_rate") }} as amount
        from int_payments
        inner join orders on int_payments.order_id = orders.order_id
        where orders.is_fulfilled
    ),

    fees as (
        select
            paid.customer_id,
            paid.order_date,
            sum(
                cast({{ payment_fee("paid.family", "paid.amount") }} as decimal(18, 2))
            ) as payment_fee_amount
        from paid
        group by paid.customer_id, paid.order_date
    ),

    days as (
        select
            orders.customer_id,
            orders.order_date,
            sum(case when orders.is_failed_cod then 1 else 0 end) as failed_cod_count,
            sum(orders.shipping_cost_amount) as shipping_cost_amount
        from orders
        where orders.order_date is not null
        group by orders.customer_id, orders.order_date
    )

select
    days.customer_id,
    days.order_date as cost_date,
    cast(coalesce(fees.payment_fee_amount, 0) as decimal(18, 2)) as payment_fee_amount,
    cast(days.shipping_cost_amount as decimal(18, 2)) as shipping_cost_amount,
    cast(days.failed_cod_count as bigint) as failed_cod_count
from days
left join fees on days.customer_id = fees.customer_id and days.order_date = fees.order_date
where
    coalesce(fees.payment_fee_amount, 0) <> 0
    or days.shipping_cost_amount <> 0
    or days.failed_cod_count <> 0
