-- One row per customer_id and month_date.
with
    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    )

select
    int_customer_days.customer_id,
    cast({{ dbt.date_trunc("month", "int_customer_days.order_date") }} as date) as month_date,
    cast(sum(int_customer_days.kept_order_count) as bigint) as kept_order_count,
    cast(sum(int_customer_days.net_amount) as decimal(18, 2)) as net_amount
from int_customer_days
group by
    int_customer_days.customer_id,
    cast({{ dbt.date_trunc("month", "int_customer_days.order_date") }} as date)
