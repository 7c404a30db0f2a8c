-- One row per date_day.
{%- set month_end = dbt.last_day("int_dates.date_day", "month") %}
with
    int_dates as (select * from {{ ref("int_dates") }}),

    int_holidays as (select * from {{ ref("int_holidays") }}),

    shopping_days as (select * from {{ ref("shopping_days") }}),

    -- The 25th, moved to the Friday before where it falls on a weekend.
    paydays as (
        select
            {{
                dbt.dateadd(
                    "day",
                    "-" ~ "greatest(extract(isodow from int_dates.date_day) - 5, 0)",
                    "int_dates.date_day",
                )
            }} as payday_date
        from int_dates
        where extract(day from int_dates.date_day) = 25
    ),

    pay_periods as (
        select
            cast(paydays.payday_date as date) as payday_date,
            cast(
                {{ dbt.dateadd("day", 2, dbt.last_day("paydays.payday_date", "month")) }} as date
            ) as last_date
        from paydays
    ),

    public_holidays as (select * from int_holidays where kind = 'public'),

    joint_leave as (select * from int_holidays where kind = 'joint_leave'),

    marked as (
        select
            int_dates.*,
            extract(isodow from int_dates.date_day) as weekday,
            extract(isodow from int_dates.date_day) >= 6 as is_weekend,
            coalesce(public_holidays.name, joint_leave.name) as holiday_name,
            public_holidays.holiday_date is not null as is_public_holiday,
            joint_leave.holiday_date is not null as is_joint_leave,
            coalesce(public_holidays.is_estimated, joint_leave.is_estimated, false)
            or int_dates.is_lebaran_estimated as is_estimated,
            extract(isodow from int_dates.date_day) >= 6
            or public_holidays.holiday_date is not null
            or joint_leave.holiday_date is not null as is_day_off
        from int_dates
        left join public_holidays on int_dates.date_day = public_holidays.holiday_date
        left join joint_leave on int_dates.date_day = joint_leave.holiday_date
    ),

    -- Days off in a row have the same number of working days before them.
    runs as (
        select
            marked.date_day,
            sum(case when marked.is_day_off then 0 else 1 end) over (
                order by marked.date_day rows between unbounded preceding and current row
            ) as run_number
        from marked
    ),

    long_runs as (
        select runs.run_number, count(*) as day_count
        from runs
        inner join marked on runs.date_day = marked.date_day and marked.is_day_off
        group by runs.run_number
        having count(*) >= 3
    )

select
    int_dates.date_day,
    cast(extract(year from int_dates.date_day) as integer) as year_number,
    cast(extract(quarter from int_dates.date_day) as integer) as quarter_number,
    cast(extract(month from int_dates.date_day) as integer) as month_number,
    cast(extract(isoyear from int_dates.date_day) as integer) as iso_year_number,
    cast(extract(week from int_dates.date_day) as integer) as iso_week_number,
    cast(int_dates.weekday as integer) as weekday_number,
    cast({{ dbt.date_trunc("month", "int_dates.date_day") }} as date) as month_start_date,
    cast({{ month_end }} as date) as month_end_date,
    cast(
        {{ dbt.dateadd("day", -1, dbt.date_trunc("month", "int_dates.date_day")) }} as date
    ) as previous_month_end_date,
    int_dates.date_day = {{ month_end }} as is_month_end,
    int_dates.is_weekend,
    int_dates.holiday_name,
    int_dates.is_public_holiday,
    int_dates.is_joint_leave,
    int_dates.is_estimated,
    int_dates.is_day_off,
    int_dates.is_day_off and long_runs.run_number is not null as is_long_weekend,
    coalesce(int_dates.date_day = pay_periods.payday_date, false) as is_payday,
    pay_periods.payday_date is not null as is_payday_period,
    coalesce(int_dates.date_day < int_dates.lebaran_date, false) as is_ramadan,
    int_dates.lebaran_date,
    cast(
        {{ dbt.datediff("int_dates.lebaran_date", "int_dates.date_day", "day") }} as integer
    ) as days_from_lebaran,
    coalesce(
        {{ dbt.datediff("int_dates.date_day", "int_dates.lebaran_date", "day") }}
        between {{ var("thr_days_before_min") }} and {{ var("thr_days_before_max") }},
        false
    ) as is_thr_period,
    shopping_days.name as shopping_day,
    coalesce(shopping_days.is_harbolnas, false) as is_harbolnas,
    int_dates.is_lebaran_season,
    int_dates.comparable_date_last_year
from marked as int_dates
inner join runs on int_dates.date_day = runs.date_day
left join long_runs on runs.run_number = long_runs.run_number
left join
    pay_periods
    on int_dates.date_day >= pay_periods.payday_date
    and int_dates.date_day <= pay_periods.last_date
left join
    shopping_days
    on extract(month from int_dates.date_day) = shopping_days.month
    and extract(day from int_dates.date_day) = shopping_days.day
