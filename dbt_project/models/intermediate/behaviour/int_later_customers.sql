-- One row per customer_id.
with
    later as (
        select orders.customer_id
        from {{ ref("int_valued_orders") }} as orders
        where
            orders.order_date > {{ as_of_date() }}
            or orders.fully_returned_date > {{ as_of_date() }}
        union all
        select items.customer_id
        from {{ ref("int_order_products") }} as items
        where items.booked_date > {{ as_of_date() }}
        union all
        select days.customer_id
        from {{ ref("int_customer_event_days") }} as days
        where days.event_date > {{ as_of_date() }}
    )

-- distinct: much may lie ahead of one person
select distinct later.customer_id
from later
where later.customer_id is not null
