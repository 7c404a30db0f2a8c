-- One row per customer_id, order_date, booked_date, source, channel and store_id.
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
    orders as (
        select *
        from {{ ref("int_valued_orders") }}
        where
            customer_id is not null and is_converted and status <> 'cancelled'
            {%- if is_incremental() %}
                and customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    ),

    known_costs as (
        select product_id, unit_cost
        from {{ ref("int_known_products") }}
        where unit_cost is not null
    ),

    int_valued_lines as (select * from {{ ref("int_valued_lines") }} where is_counted),

    -- Everything that moves a number, on the date of the purchase it moves and the date it
    -- happened: as of any day
    -- between the two the return has not happened yet.
    movements as (
        select
            orders.order_id,
            orders.order_date as booked_date,
            orders.ordered_at as last_ordered_at,
            1 as placed_order_count,
            case
                when orders.status = 'fulfilled' and orders.sale_line_count > 0 then 1 else 0
            end as kept_order_count,
            cast(0 as decimal(18, 3)) as sold_quantity,
            cast(0 as decimal(18, 3)) as kept_quantity,
            cast(0 as decimal(18, 2)) as cost_amount,
            0 as uncosted_line_count,
            cast(0 as decimal(18, 2)) as gross_amount,
            cast(0 as decimal(18, 2)) as seller_discount_amount,
            cast(0 as decimal(18, 2)) as returned_amount
        from orders
        union all
        select
            orders.order_id,
            orders.fully_returned_date as booked_date,
            null as last_ordered_at,
            0 as placed_order_count,
            -1 as kept_order_count,
            0 as sold_quantity,
            0 as kept_quantity,
            0 as cost_amount,
            0 as uncosted_line_count,
            0 as gross_amount,
            0 as seller_discount_amount,
            0 as returned_amount
        from orders
        where orders.fully_returned_date is not null and orders.status = 'fulfilled'
        union all
        select
            orders.order_id,
            int_valued_lines.booked_date,
            null as last_ordered_at,
            0 as placed_order_count,
            0 as kept_order_count,
            case
                when int_valued_lines.is_return then 0 else int_valued_lines.quantity
            end as sold_quantity,
            int_valued_lines.quantity as kept_quantity,
            cast(
                coalesce(int_valued_lines.quantity * known_costs.unit_cost, 0) as decimal(18, 2)
            ) as cost_amount,
            case
                when int_valued_lines.is_return or known_costs.product_id is not null then 0 else 1
            end as uncosted_line_count,
            int_valued_lines.gross_amount,
            int_valued_lines.seller_discount_amount,
            int_valued_lines.returned_amount
        from int_valued_lines
        inner join orders on int_valued_lines.value_order_id = orders.order_id
        left join known_costs on int_valued_lines.product_id = known_costs.product_id
    )

select
    orders.customer_id,
    orders.order_date,
    movements.booked_date,
    orders.source,
    orders.channel,
    coalesce(orders.store_id, '') as store_id,
    cast(sum(movements.placed_order_count) as bigint) as placed_order_count,
    cast(sum(movements.kept_order_count) as bigint) as kept_order_count,
    max(movements.last_ordered_at) as last_ordered_at,
    cast(sum(movements.sold_quantity) as decimal(18, 3)) as sold_quantity,
    cast(sum(movements.kept_quantity) as decimal(18, 3)) as kept_quantity,
    cast(sum(movements.cost_amount) as decimal(18, 2)) as cost_amount,
    cast(sum(movements.uncosted_line_count) as bigint) as uncosted_line_count,
    cast(sum(movements.gross_amount) as decimal(18, 2)) as gross_amount,
    cast(sum(movements.seller_discount_amount) as decimal(18, 2)) as seller_discount_amount,
    cast(sum(movements.returned_amount) as decimal(18, 2)) as returned_amount,
    cast(
        sum(
            movements.gross_amount - movements.seller_discount_amount - movements.returned_amount
        ) as decimal(18, 2)
    ) as net_amount
from movements
inner join orders on movements.order_id = orders.order_id
group by
    orders.customer_id,
    orders.order_date,
    movements.booked_date,
    orders.source,
    orders.channel,
    coalesce(orders.store_id, '')
