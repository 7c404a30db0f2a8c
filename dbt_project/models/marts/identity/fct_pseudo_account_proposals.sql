-- One row per customer_id.
with
    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where {{ in_window("order_date", 365) }} and booked_date <= {{ as_of_date() }}
    ),

    dim_customers as (select * from {{ ref("dim_customers") }} where not is_pseudo),

    days as (
        select
            int_customer_days.customer_id,
            int_customer_days.order_date,
            sum(int_customer_days.placed_order_count) as order_count
        from int_customer_days
        group by int_customer_days.customer_id, int_customer_days.order_date
    ),

    counted as (
        select
            days.customer_id,
            cast(sum(days.order_count) as bigint) as order_count,
            cast(max(days.order_count) as bigint) as orders_on_busiest_day,
            cast(
                count(
                    case
                        when days.order_count >= {{ var("pseudo_account_orders_a_day") }} then 1
                    end
                ) as bigint
            ) as busy_day_count
        from days
        group by days.customer_id
    )

select
    counted.customer_id,
    upper(trim(dim_customers.full_name)) as name,
    counted.order_count,
    counted.orders_on_busiest_day,
    counted.busy_day_count
from counted
inner join dim_customers on counted.customer_id = dim_customers.customer_id
where counted.busy_day_count >= {{ var("pseudo_account_busy_days_min") }}
