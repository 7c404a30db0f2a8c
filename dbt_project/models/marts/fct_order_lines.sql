-- One row per order_line_id.
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
    int_valued_lines as (
        select *
        from {{ ref("int_valued_lines") }}
        where
            is_converted
            {%- if is_incremental() %}
                and order_id in {{ touched_keys("int_touched_orders", "order_id") }}
            {%- endif %}
    ),

    int_known_products as (select product_id, name from {{ ref("int_known_products") }})

select
    int_valued_lines.order_line_id,
    int_valued_lines.order_id,
    int_valued_lines.source,
    int_valued_lines.customer_id,
    int_valued_lines.ordered_at,
    int_valued_lines.order_date,
    int_valued_lines.channel,
    int_valued_lines.store_id,
    int_valued_lines.status,
    int_valued_lines.product_id,
    coalesce(int_valued_lines.product_name, int_known_products.name) as product_name,
    int_valued_lines.quantity,
    int_valued_lines.unit_price,
    int_valued_lines.is_return,
    int_valued_lines.gross_amount,
    int_valued_lines.seller_discount_amount,
    int_valued_lines.returned_amount,
    int_valued_lines.net_amount,
    int_valued_lines.platform_discount_amount,
    int_valued_lines.tax_amount,
    int_valued_lines.returned_order_line_id,
    int_valued_lines.return_link,
    int_valued_lines.value_order_id,
    int_valued_lines.value_date,
    int_valued_lines.booked_date,
    int_valued_lines.value_customer_id,
    int_valued_lines.is_counted
from int_valued_lines
left join int_known_products on int_valued_lines.product_id = int_known_products.product_id
