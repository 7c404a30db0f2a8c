-- One row per source, store_id and product_id.
with inventory as ({{ conformed("inventory") }})

select
    inventory.product_id,
    inventory.source,
    inventory.store_id,
    inventory.quantity,
    inventory.counted_at
from inventory
