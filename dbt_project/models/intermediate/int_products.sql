-- One row per source and product_id.
with products as ({{ conformed("products") }})

select
    products.product_id,
    products.source,
    products.name,
    products.category,
    products.list_price,
    products.unit_cost,
    products.is_sellable,
    products.is_deleted
from products
