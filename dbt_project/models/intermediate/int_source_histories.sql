-- One row per source.
with int_valued_orders as (select * from {{ ref("int_valued_orders") }})

select int_valued_orders.source, min(int_valued_orders.order_date) as history_begins_date
from int_valued_orders
where int_valued_orders.order_date is not null
group by int_valued_orders.source
