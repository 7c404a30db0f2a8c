-- One row per customer_id and product_id.
with
    int_usual_items as (select * from {{ ref("int_usual_items") }}),

    int_later_customers as (select * from {{ ref("int_later_customers") }}),

    dim_products as (select product_id, name from {{ ref("dim_products") }}),

    orders as (
        select int_valued_orders.*
        from {{ ref("int_valued_orders") }} as int_valued_orders
        inner join
            int_later_customers on int_valued_orders.customer_id = int_later_customers.customer_id
        where
            int_valued_orders.status = 'fulfilled'
            and int_valued_orders.sale_line_count > 0
            and int_valued_orders.order_date <= {{ as_of_date() }}
            and coalesce(int_valued_orders.fully_returned_date > {{ as_of_date() }}, true)
    ),

    items as (
        select
            int_order_products.order_id,
            int_order_products.product_id,
            sum(int_order_products.sold_quantity - int_order_products.returned_quantity) as quantity
        from {{ ref("int_order_products") }} as int_order_products
        inner join orders on int_order_products.order_id = orders.order_id
        where int_order_products.booked_date <= {{ as_of_date() }}
        group by int_order_products.order_id, int_order_products.product_id
    ),

    -- Of whom nothing is known after as_of, what the local model says; the few others are worked
    -- out again.
    united as (
        select int_usual_items.*
        from int_usual_items
        where
            int_usual_items.customer_id
            not in (select int_later_customers.customer_id from int_later_customers)
        union all
        select again.*
        from ({{ usual_items("orders", "items") }}) as again
    )

select
    united.customer_id,
    united.product_id,
    dim_products.name as product_name,
    row_number() over (
        partition by united.customer_id
        order by united.order_count desc, united.usual_quantity desc, united.product_id
    ) as item_number,
    united.usual_quantity,
    united.order_count,
    united.considered_order_count,
    united.usual_store_id,
    united.usual_hour
from united
left join dim_products on united.product_id = dim_products.product_id
