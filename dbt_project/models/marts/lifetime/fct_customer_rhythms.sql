-- One row per customer_id.
with
    int_purchase_gaps as (select * from {{ ref("int_purchase_gaps") }}),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where
            order_date <= {{ as_of_date() }}
            and booked_date <= {{ as_of_date() }}
            and last_ordered_at is not null
    ),

    int_customer_visits as (
        select * from {{ ref("int_customer_visits") }} where visit_date <= {{ as_of_date() }}
    ),

    int_customer_attributes as (
        select customer_id from {{ ref("int_customer_attributes") }} where not is_pseudo
    ),

    dim_dates as (select * from {{ ref("dim_dates") }}),

    -- The last order of a date says its hour; midnight to the second is a date without a time.
    clocks as (
        select
            int_customer_days.customer_id,
            int_customer_days.order_date,
            {{ local_from_utc("max(int_customer_days.last_ordered_at)") }} as ordered_at
        from int_customer_days
        group by int_customer_days.customer_id, int_customer_days.order_date
    ),

    purchases as (
        select
            int_purchase_gaps.customer_id,
            int_purchase_gaps.order_date,
            int_purchase_gaps.gap_days,
            dim_dates.weekday_number,
            case
                when dim_dates.is_payday_period
                then 'payday'
                when extract(day from int_purchase_gaps.order_date) <= 10
                then 'early'
                when extract(day from int_purchase_gaps.order_date) <= 20
                then 'middle'
                else 'late'
            end as month_part,
            {{ dbt.datediff("int_purchase_gaps.order_date", "dim_dates.month_end_date", "day") }}
            < {{ var("month_end_days") }} as is_month_end,
            case
                when
                    clocks.ordered_at
                    > cast({{ dbt.date_trunc("day", "clocks.ordered_at") }} as timestamp)
                then cast(extract(hour from clocks.ordered_at) as integer)
            end as hour_number
        from int_purchase_gaps
        inner join dim_dates on int_purchase_gaps.order_date = dim_dates.date_day
        left join
            clocks
            on int_purchase_gaps.customer_id = clocks.customer_id
            and int_purchase_gaps.order_date = clocks.order_date
    ),

    sums as (
        select
            purchases.customer_id,
            count(*) as purchase_date_count,
            count(purchases.gap_days) as gap_count,
            count(purchases.hour_number) as timed_count,
            count(case when purchases.month_part = 'payday' then 1 end) as payday_count,
            count(case when purchases.is_month_end then 1 end) as month_end_count,
            count(case when purchases.gap_days between 5 and 9 then 1 end) as week_gap_count,
            count(case when purchases.gap_days between 26 and 35 then 1 end) as month_gap_count
        from purchases
        group by purchases.customer_id
    ),

    -- Equal counts go to the more recent habit, and there are no two on one date.
    habits as (
        select
            purchases.customer_id,
            'weekday' as habit,
            cast(purchases.weekday_number as {{ dbt.type_string() }}) as value,
            count(*) as times,
            max(purchases.order_date) as last_date
        from purchases
        group by purchases.customer_id, purchases.weekday_number
        union all
        select
            purchases.customer_id,
            'hour' as habit,
            cast(purchases.hour_number as {{ dbt.type_string() }}) as value,
            count(*) as times,
            max(purchases.order_date) as last_date
        from purchases
        where purchases.hour_number is not null
        group by purchases.customer_id, purchases.hour_number
        union all
        select
            purchases.customer_id,
            'month_part' as habit,
            purchases.month_part as value,
            count(*) as times,
            max(purchases.order_date) as last_date
        from purchases
        group by purchases.customer_id, purchases.month_part
    ),

    ranked as (
        select
            habits.*,
            row_number() over (
                partition by habits.customer_id, habits.habit
                order by habits.times desc, habits.last_date desc, habits.value
            ) as preference
        from habits
    ),

    usual as (
        select
            ranked.customer_id,
            max(case when ranked.habit = 'weekday' then ranked.value end) as weekday_value,
            max(case when ranked.habit = 'weekday' then ranked.times end) as weekday_times,
            max(case when ranked.habit = 'hour' then ranked.value end) as hour_value,
            max(case when ranked.habit = 'hour' then ranked.times end) as hour_times,
            max(case when ranked.habit = 'month_part' then ranked.value end) as month_part_value
        from ranked
        where ranked.preference = 1
        group by ranked.customer_id
    ),

    visits as (
        select
            int_customer_visits.customer_id,
            sum(int_customer_visits.visit_count) as visit_count,
            sum(int_customer_visits.stay_minutes) as stay_minutes
        from int_customer_visits
        group by int_customer_visits.customer_id
    )

select
    sums.customer_id,
    sums.purchase_date_count,
    case
        when int_customer_lifecycles.is_seasonal
        then 'seasonal'
        when sums.purchase_date_count < {{ var("own_rhythm_purchases_min") }}
        then 'unknown'
        when 2 * sums.week_gap_count >= sums.gap_count
        then 'weekly'
        when 2 * sums.month_gap_count >= sums.gap_count
        then 'monthly'
        else 'irregular'
    end as purchase_rhythm,
    cast(usual.weekday_value as integer) as usual_weekday_number,
    cast(
        usual.weekday_times * 1.0 / sums.purchase_date_count as decimal(9, 6)
    ) as usual_weekday_share,
    cast(usual.hour_value as integer) as usual_hour_number,
    cast(
        case
            when sums.timed_count > 0 then usual.hour_times * 1.0 / sums.timed_count
        end as decimal(9, 6)
    ) as usual_hour_share,
    usual.month_part_value as usual_month_part,
    cast(sums.payday_count * 1.0 / sums.purchase_date_count as decimal(9, 6)) as payday_share,
    cast(sums.month_end_count * 1.0 / sums.purchase_date_count as decimal(9, 6)) as month_end_share,
    cast(visits.visit_count as bigint) as timed_visit_count,
    cast(visits.stay_minutes * 1.0 / visits.visit_count as decimal(9, 1)) as mean_stay_minutes
from sums
inner join usual on sums.customer_id = usual.customer_id
inner join int_customer_lifecycles on sums.customer_id = int_customer_lifecycles.customer_id
inner join int_customer_attributes on sums.customer_id = int_customer_attributes.customer_id
left join visits on sums.customer_id = visits.customer_id
