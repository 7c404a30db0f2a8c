-- One row per product_id.
-- depends_on: {{ ref("int_touched_orders") }}
with int_listed_costs as (select * from {{ ref("int_listed_costs") }})

select int_listed_costs.product_id, int_listed_costs.unit_cost
from int_listed_costs
