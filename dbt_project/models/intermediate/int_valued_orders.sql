-- One row per order_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_orders",
        touched_key="order_id",
    )
}}
-- depends_on: {{ ref("int_touched_orders") }}
with
    idn_customers as (select * from {{ ref("idn_customers") }}),

    int_daily_rates as (select * from {{ ref("int_daily_rates") }}),

    orders as (
        select *
        from {{ ref("int_orders") }}
        {%- if is_incremental() %}
            where order_id in {{ touched_keys("int_touched_orders", "order_id") }}
        {%- endif %}
    ),

    -- No row where the currency has no rate of that day or shortly before.
    rated as (
        select
            orders.order_id,
            cast(
                case
                    when orders.currency = '{{ var("currency") }}' then 1 else int_daily_rates.rate
                end as decimal(18, 10)
            ) as exchange_rate
        from orders
        left join
            int_daily_rates
            on orders.currency = int_daily_rates.currency
            and orders.order_date = int_daily_rates.business_date
    ),

    -- The order's own lines, and the returns elsewhere that give back what it sold.
    lines as (
        select *
        from {{ ref("int_valued_lines") }}
        {%- if is_incremental() %}
            where value_order_id in {{ touched_keys("int_touched_orders", "order_id") }}
        {%- endif %}
    ),

    sums as (
        select
            lines.value_order_id as order_id,
            count(case when not lines.is_return then 1 end) as sale_line_count,
            sum(case when not lines.is_return then lines.quantity else 0 end) as sold_quantity,
            sum(lines.gross_amount) as gross_amount,
            sum(lines.seller_discount_amount) as seller_discount_amount,
            sum(case when lines.is_counted then lines.returned_amount else 0 end) as returned_amount
        from lines
        group by lines.value_order_id
    ),

    -- What of a line had come back by the date of each of its returns.
    returns as (
        select
            lines.returned_order_line_id as order_line_id,
            lines.booked_date,
            sum(lines.quantity) over (
                partition by lines.returned_order_line_id
                order by lines.booked_date, lines.order_line_id
                rows between unbounded preceding and current row
            ) as quantity_so_far
        from lines
        where lines.returned_order_id is not null and lines.is_counted
    ),

    returned_lines as (
        select lines.order_line_id, lines.value_order_id, min(returns.booked_date) as returned_date
        from lines
        inner join returns on lines.order_line_id = returns.order_line_id
        where not lines.is_return and lines.quantity + returns.quantity_so_far <= 0
        group by lines.order_line_id, lines.value_order_id
    ),

    returned_orders as (
        select
            returned_lines.value_order_id as order_id,
            count(*) as returned_line_count,
            max(returned_lines.returned_date) as fully_returned_date
        from returned_lines
        group by returned_lines.value_order_id
    )

select
    orders.order_id,
    orders.source,
    orders.record_id,
    idn_customers.customer_id,
    orders.ordered_at,
    orders.order_date,
    orders.channel,
    orders.store_id,
    orders.cashier,
    orders.status,
    orders.currency,
    rated.exchange_rate is not null as is_converted,
    rated.exchange_rate,
    {{ in_reporting_currency("coalesce(orders.shipping_amount, 0)", "rated.exchange_rate") }}
    as shipping_amount,
    orders.delivery_method,
    orders.campaign_id,
    coalesce(sums.sale_line_count, 0) as sale_line_count,
    cast(coalesce(sums.sold_quantity, 0) as decimal(18, 3)) as sold_quantity,
    cast(coalesce(sums.gross_amount, 0) as decimal(18, 2)) as gross_amount,
    cast(coalesce(sums.seller_discount_amount, 0) as decimal(18, 2)) as seller_discount_amount,
    cast(coalesce(sums.returned_amount, 0) as decimal(18, 2)) as returned_amount,
    cast(
        coalesce(
            sums.gross_amount - sums.seller_discount_amount - sums.returned_amount, 0
        ) as decimal(18, 2)
    ) as net_amount,
    case
        when returned_orders.returned_line_count = sums.sale_line_count
        then returned_orders.fully_returned_date
    end as fully_returned_date
from orders
left join rated on orders.order_id = rated.order_id
left join idn_customers on orders.record_id = idn_customers.record_id
left join sums on orders.order_id = sums.order_id
left join returned_orders on orders.order_id = returned_orders.order_id
