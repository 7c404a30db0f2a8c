-- One row per customer_id and product_id.
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
        select customer_id, order_id, ordered_at, store_id
        from {{ ref("int_valued_orders") }}
        where
            customer_id is not null
            and status = 'fulfilled'
            and sale_line_count > 0
            and order_date is not null
            and fully_returned_date is null
            {%- if is_incremental() %}
                and customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    ),

    items as (
        select
            int_order_products.order_id,
            int_order_products.product_id,
            sum(int_order_products.sold_quantity - int_order_products.returned_quantity) as quantity
        from {{ ref("int_order_products") }} as int_order_products
        inner join orders on int_order_products.order_id = orders.order_id
        group by int_order_products.order_id, int_order_products.product_id
    )

select usual_items.*
from ({{ usual_items("orders", "items") }}) as usual_items
