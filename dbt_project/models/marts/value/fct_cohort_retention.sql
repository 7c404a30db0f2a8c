-- One row per cohort_month_date, acquisition_source and age_months.
with
    int_customer_attributes as (select * from {{ ref("int_customer_attributes") }}),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_customer_ranks as (select customer_id from {{ ref("int_customer_ranks") }}),

    int_customer_months as (select * from {{ ref("int_customer_months") }}),

    digits as (
        {%- for digit in range(10) %}
            select {{ digit }} as digit
            {%- if not loop.last %}
                union all
            {%- endif %}
        {%- endfor %}
    ),

    -- Fifty years of months.
    ages as (
        select hundreds.digit * 100 + tens.digit * 10 + units.digit as age_months
        from digits as hundreds
        cross join digits as tens
        cross join digits as units
        where hundreds.digit < 6
    ),

    customers as (
        select
            int_customer_ranks.customer_id,
            coalesce(int_customer_attributes.acquisition_source, 'unknown') as acquisition_source,
            cast(
                {{ dbt.date_trunc("month", "int_customer_lifecycles.first_purchase_date") }} as date
            ) as cohort_month_date
        from int_customer_ranks
        inner join
            int_customer_lifecycles
            on int_customer_ranks.customer_id = int_customer_lifecycles.customer_id
        inner join
            int_customer_attributes
            on int_customer_ranks.customer_id = int_customer_attributes.customer_id
    ),

    cohorts as (
        select
            customers.cohort_month_date,
            customers.acquisition_source,
            count(*) as cohort_customer_count
        from customers
        group by customers.cohort_month_date, customers.acquisition_source
    ),

    activities as (
        select
            customers.cohort_month_date,
            customers.acquisition_source,
            int_customer_months.month_date,
            count(
                case when int_customer_months.kept_order_count > 0 then 1 end
            ) as retained_customer_count,
            sum(int_customer_months.kept_order_count) as kept_order_count,
            sum(int_customer_months.net_amount) as net_revenue
        from customers
        inner join int_customer_months on customers.customer_id = int_customer_months.customer_id
        group by
            customers.cohort_month_date,
            customers.acquisition_source,
            int_customer_months.month_date
    ),

    months as (
        select
            cohorts.*,
            ages.age_months,
            cast(
                {{ dbt.dateadd("month", "ages.age_months", "cohorts.cohort_month_date") }} as date
            ) as month_date
        from cohorts
        cross join ages
        where
            {{ dbt.dateadd("month", "ages.age_months", "cohorts.cohort_month_date") }}
            <= {{ as_of_date() }}
    )

select
    months.cohort_month_date,
    months.acquisition_source,
    cast(months.age_months as integer) as age_months,
    months.month_date,
    cast({{ dbt.dateadd("month", 1, "months.month_date") }} as date)
    <= {{ dbt.dateadd("day", 1, as_of_date()) }} as is_complete,
    months.cohort_customer_count,
    coalesce(activities.retained_customer_count, 0) as retained_customer_count,
    {{ share("coalesce(activities.retained_customer_count, 0)", "months.cohort_customer_count") }}
    as retained_share,
    cast(coalesce(activities.kept_order_count, 0) as bigint) as kept_order_count,
    cast(coalesce(activities.net_revenue, 0) as decimal(18, 2)) as net_revenue
from months
left join
    activities
    on months.cohort_month_date = activities.cohort_month_date
    and months.acquisition_source = activities.acquisition_source
    and months.month_date = activities.month_date
