-- One row per product_id.
with int_inventory as (select * from {{ ref("int_inventory") }})

select
    int_inventory.product_id,
    cast(sum(int_inventory.quantity) as decimal(18, 3)) as stock_quantity,
    min(int_inventory.counted_at) as counted_at
from int_inventory
group by int_inventory.product_id
