-- One row per period_kind, period_start_date and customer_id.
with
    int_customer_ranks as (select customer_id from {{ ref("int_customer_ranks") }}),

    int_customer_windows as (select * from {{ ref("int_customer_windows") }}),

    months as (
        select int_customer_months.*
        from {{ ref("int_customer_months") }} as int_customer_months
        inner join
            int_customer_ranks on int_customer_months.customer_id = int_customer_ranks.customer_id
    )

select
    'rolling_year' as period_kind,
    cast({{ dbt.dateadd("day", -364, as_of_date()) }} as date) as period_start_date,
    int_customer_windows.customer_id,
    int_customer_windows.net_revenue_365d as net_revenue
from int_customer_windows
inner join int_customer_ranks on int_customer_windows.customer_id = int_customer_ranks.customer_id
union all
select
    'calendar_year' as period_kind,
    cast({{ dbt.date_trunc("year", "months.month_date") }} as date) as period_start_date,
    months.customer_id,
    cast(sum(months.net_amount) as decimal(18, 2)) as net_revenue
from months
group by months.customer_id, cast({{ dbt.date_trunc("year", "months.month_date") }} as date)
union all
select
    'calendar_month' as period_kind,
    months.month_date as period_start_date,
    months.customer_id,
    months.net_amount as net_revenue
from months
where months.month_date > {{ dbt.dateadd("month", -var("concentration_months"), as_of_date()) }}
