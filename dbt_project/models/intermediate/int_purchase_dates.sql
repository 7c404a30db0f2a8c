-- One row per customer_id and order_date.
with
    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    )

select
    int_customer_days.customer_id,
    int_customer_days.order_date,
    cast(sum(int_customer_days.kept_order_count) as bigint) as kept_order_count
from int_customer_days
group by int_customer_days.customer_id, int_customer_days.order_date
having sum(int_customer_days.kept_order_count) > 0
