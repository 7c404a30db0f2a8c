-- One row per customer_id.
with
    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_purchase_gaps as (select * from {{ ref("int_purchase_gaps") }} where gap_days is not null),

    int_category_rhythms as (select * from {{ ref("int_category_rhythms") }}),

    int_customer_attributes as (
        select customer_id from {{ ref("int_customer_attributes") }} where not is_pseudo
    ),

    own as (
        select
            int_purchase_gaps.customer_id,
            {{ exact_percentile("int_purchase_gaps.gap_days", 0.25) }} as lower_gap_days,
            {{ exact_percentile("int_purchase_gaps.gap_days", 0.5) }} as median_gap_days,
            {{ exact_percentile("int_purchase_gaps.gap_days", 0.75) }} as upper_gap_days
        from int_purchase_gaps
        group by int_purchase_gaps.customer_id
        having count(*) >= {{ var("own_rhythm_purchases_min") }} - 1
    ),

    chosen as (
        select
            int_customer_lifecycles.customer_id,
            int_customer_lifecycles.last_purchase_date,
            case
                when int_customer_lifecycles.is_seasonal
                then 'season'
                when own.customer_id is not null
                then 'own'
                when category.category is not null
                then 'category'
                when everybody.category is not null
                then 'everybody'
                else 'unknown'
            end as basis,
            own.lower_gap_days as own_lower,
            own.median_gap_days as own_median,
            own.upper_gap_days as own_upper,
            coalesce(
                category.lower_quartile_gap_days, everybody.lower_quartile_gap_days
            ) as common_lower,
            coalesce(category.median_gap_days, everybody.median_gap_days) as common_median,
            coalesce(
                category.upper_quartile_gap_days, everybody.upper_quartile_gap_days
            ) as common_upper
        from int_customer_lifecycles
        left join own on int_customer_lifecycles.customer_id = own.customer_id
        left join
            int_category_rhythms as category
            on int_customer_lifecycles.main_category = category.category
        left join int_category_rhythms as everybody on everybody.category = ''
    ),

    waits as (
        select
            chosen.customer_id,
            chosen.last_purchase_date,
            chosen.basis,
            cast(
                round(
                    case
                        when chosen.basis = 'season'
                        then 365 - {{ var("season_days") }}
                        when chosen.basis = 'own'
                        then chosen.own_lower
                        else chosen.common_lower
                    end
                ) as integer
            ) as lower_days,
            cast(
                round(
                    case
                        when chosen.basis = 'season'
                        then 365
                        when chosen.basis = 'own'
                        then chosen.own_median
                        else chosen.common_median
                    end
                ) as integer
            ) as middle_days,
            cast(
                round(
                    case
                        when chosen.basis = 'season'
                        then 365 + {{ var("season_days") }}
                        when chosen.basis = 'own'
                        then chosen.own_upper
                        else chosen.common_upper
                    end
                ) as integer
            ) as upper_days
        from chosen
    ),

    expected as (
        select
            waits.*,
            cast(
                {{ dbt.dateadd("day", "waits.lower_days", "waits.last_purchase_date") }} as date
            ) as earliest_date,
            cast(
                {{ dbt.dateadd("day", "waits.middle_days", "waits.last_purchase_date") }} as date
            ) as expected_date,
            cast(
                {{ dbt.dateadd("day", "waits.upper_days", "waits.last_purchase_date") }} as date
            ) as latest_date
        from waits
    )

select
    expected.customer_id,
    expected.basis as next_purchase_basis,
    expected.expected_date as next_purchase_date,
    expected.earliest_date as next_purchase_earliest_date,
    expected.latest_date as next_purchase_latest_date,
    cast(
        {{ dbt.datediff(as_of_date(), "expected.expected_date", "day") }} as integer
    ) as days_until_next_purchase,
    case
        when expected.latest_date < {{ as_of_date() }}
        then 'overdue'
        when expected.earliest_date <= {{ as_of_date() }}
        then 'due'
        when expected.earliest_date > {{ as_of_date() }}
        then 'not_due'
        else 'unknown'
    end as next_purchase_status
from expected
inner join int_customer_attributes on expected.customer_id = int_customer_attributes.customer_id
