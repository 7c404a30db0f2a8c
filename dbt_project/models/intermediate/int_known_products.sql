-- One row per product_id.
-- depends_on: {{ ref("int_touched_orders") }}
with int_listed_products as (select * from {{ ref("int_listed_products") }})

select int_listed_products.product_id, int_listed_products.name, int_listed_products.unit_cost
from int_listed_products
