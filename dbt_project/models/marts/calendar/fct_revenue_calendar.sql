-- One row per date_day.
with
    dim_dates as (select * from {{ ref("dim_dates") }} where date_day <= {{ as_of_date() }}),

    orders as (
        select *
        from {{ ref("int_valued_orders") }}
        where is_converted and status = 'fulfilled' and order_date <= {{ as_of_date() }}
    ),

    -- Returns that had not happened yet as of as_of; they are few.
    later_returns as (
        select
            int_valued_lines.value_date as date_day,
            sum(int_valued_lines.returned_amount) as net_revenue
        from {{ ref("int_valued_lines") }} as int_valued_lines
        where
            int_valued_lines.is_counted
            and int_valued_lines.booked_date > {{ as_of_date() }}
            and int_valued_lines.value_date <= {{ as_of_date() }}
        group by int_valued_lines.value_date
    ),

    sums as (
        select
            orders.order_date as date_day,
            count(
                case
                    when
                        orders.sale_line_count > 0
                        and (
                            orders.fully_returned_date is null
                            or orders.fully_returned_date > {{ as_of_date() }}
                        )
                    then 1
                end
            ) as kept_order_count,
            sum(orders.net_amount) as net_revenue
        from orders
        group by orders.order_date
    ),

    revenue as (
        select
            dim_dates.date_day,
            coalesce(sums.kept_order_count, 0) as kept_order_count,
            coalesce(sums.net_revenue, 0) + coalesce(later_returns.net_revenue, 0) as net_revenue
        from dim_dates
        left join sums on dim_dates.date_day = sums.date_day
        left join later_returns on dim_dates.date_day = later_returns.date_day
    )

select
    dim_dates.date_day,
    dim_dates.month_start_date,
    dim_dates.is_lebaran_season,
    cast(revenue.kept_order_count as bigint) as kept_order_count,
    cast(revenue.net_revenue as decimal(18, 2)) as net_revenue,
    dim_dates.comparable_date_last_year,
    cast(comparable.kept_order_count as bigint) as comparable_kept_order_count,
    cast(comparable.net_revenue as decimal(18, 2)) as comparable_net_revenue
from dim_dates
inner join revenue on dim_dates.date_day = revenue.date_day
left join
    revenue as comparable
    on dim_dates.comparable_date_last_year = comparable.date_day
    and comparable.date_day >= (select min(sums.date_day) from sums)
