-- One row per order_line_id.
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

    int_orders as (select * from {{ ref("int_orders") }}),

    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    lines as (
        select
            int_order_lines.*,
            int_order_lines.quantity < 0 as is_return,
            -- Null where nothing comes back, so that the join below is on equality alone.
            case
                when int_order_lines.quantity < 0 then int_order_lines.returned_order_line_id
            end as given_back_line_id,
            cast(int_order_lines.quantity * int_order_lines.unit_price as decimal(18, 2)) as amount,
            -- A discount on a return is what the sale's discount takes back, whichever sign its
            -- source writes.
            cast(
                sign(int_order_lines.quantity)
                * abs(coalesce(int_order_lines.seller_discount_amount, 0)) as decimal(18, 2)
            ) as discount
        from int_order_lines
        {%- if is_incremental() %}
            where int_order_lines.order_id in {{ touched_keys("int_touched_orders", "order_id") }}
        {%- endif %}
    ),

    -- Orders of any currency stand here; only those in the reporting currency count.
    orders as (
        select
            int_orders.*,
            idn_customers.customer_id,
            int_orders.status = 'fulfilled'
            and int_orders.currency = '{{ var("currency") }}' as is_countable
        from int_orders
        left join idn_customers on int_orders.record_id = idn_customers.record_id
    ),

    purchases as (
        select
            int_order_lines.order_line_id,
            int_order_lines.order_id,
            orders.order_date,
            orders.customer_id,
            coalesce(orders.is_countable, false) as is_countable
        from int_order_lines
        left join orders on int_order_lines.order_id = orders.order_id
        where
            int_order_lines.quantity > 0
            and int_order_lines.order_line_id in (select lines.given_back_line_id from lines)
    )

select
    lines.order_line_id,
    lines.order_id,
    lines.source,
    orders.record_id,
    orders.customer_id,
    orders.ordered_at,
    orders.order_date,
    orders.channel,
    orders.store_id,
    orders.status,
    orders.currency,
    lines.product_id,
    lines.product_name,
    lines.quantity,
    lines.unit_price,
    lines.is_return,
    case when lines.is_return then cast(0 as decimal(18, 2)) else lines.amount end as gross_amount,
    case
        when lines.is_return then cast(0 as decimal(18, 2)) else lines.discount
    end as seller_discount_amount,
    case
        when lines.is_return
        then cast(lines.discount - lines.amount as decimal(18, 2))
        else cast(0 as decimal(18, 2))
    end as returned_amount,
    cast(lines.amount - lines.discount as decimal(18, 2)) as net_amount,
    coalesce(lines.platform_discount_amount, 0) as platform_discount_amount,
    coalesce(lines.tax_amount, 0) as tax_amount,
    lines.returned_order_line_id,
    purchases.order_id as returned_order_id,
    coalesce(purchases.order_id, lines.order_id) as value_order_id,
    coalesce(purchases.order_date, orders.order_date) as value_date,
    greatest(purchases.order_date, orders.order_date) as booked_date,
    case
        when purchases.order_id is not null then purchases.customer_id else orders.customer_id
    end as value_customer_id,
    coalesce(orders.is_countable, false) and coalesce(purchases.is_countable, true) as is_counted
from lines
left join orders on lines.order_id = orders.order_id
left join purchases on lines.given_back_line_id = purchases.order_line_id
