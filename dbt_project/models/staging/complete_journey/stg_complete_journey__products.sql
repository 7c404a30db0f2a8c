-- One row per product_id.
{{ config(enabled=source_is_enabled("complete_journey")) }}

with
    products as (
        select * from {{ ref("stg_complete_journey__products_rows") }} where _fate = 'current'
    ),

    believed as (
        {{
            believed_snapshot(
                "stg_complete_journey__products_rows", "complete_journey", "products"
            )
        }}
    )

select
    'complete_journey:' || products.product_id as product_id,
    'complete_journey' as source,
    coalesce(products.product_type, products.product_category, products.department)
    || coalesce(' ' || products.package_size, '') as name,
    coalesce(products.product_category, products.department) as category,
    cast(null as decimal(18, 2)) as list_price,
    cast(null as decimal(18, 2)) as unit_cost,
    products._last_delivered_at >= believed.delivered_at as is_sellable,
    products._last_delivered_at < believed.delivered_at as is_deleted,
from products
cross join believed
