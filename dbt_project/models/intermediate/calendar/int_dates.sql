-- One row per date_day.
{%- set country = var("holiday_country") or var("phone_region") %}
with
    int_source_histories as (select * from {{ ref("int_source_histories") }}),

    lebaran_dates as (
        select
            lebaran_dates.*,
            lag(lebaran_dates.lebaran_date) over (
                order by lebaran_dates.lebaran_date
            ) as previous_lebaran_date
        from {{ ref("lebaran_dates") }} as lebaran_dates
        where '{{ country }}' in ('{{ var("lebaran_countries") | join("', '") }}')
    ),

    bounds as (
        select
            greatest(
                coalesce(min(int_source_histories.history_begins_date), {{ as_of_date() }}),
                cast('1990-01-01' as date)
            ) as begins_date
        from int_source_histories
    ),

    days as (
        select cast({{ day_series("bounds.begins_date", as_of_date()) }} as date) as date_day
        from bounds
    ),

    -- A date belongs to the Lebaran whose season holds it: from the first day of fasting until two
    -- weeks after, when shops and people are back.
    seasons as (
        select
            days.date_day,
            lebaran_dates.lebaran_date,
            lebaran_dates.ramadan_start_date,
            lebaran_dates.previous_lebaran_date,
            lebaran_dates.is_estimated
        from days
        inner join
            lebaran_dates
            on days.date_day >= lebaran_dates.ramadan_start_date
            and days.date_day
            <= {{ dbt.dateadd("day", var("lebaran_days_after"), "lebaran_dates.lebaran_date") }}
    ),

    -- Days of the former year that a Lebaran season takes: other dates find no like day there.
    like_days as (
        select
            days.date_day,
            cast(
                case
                    when seasons.date_day is not null
                    then
                        {{
                            dbt.dateadd(
                                "day",
                                "-("
                                ~ dbt.datediff(
                                    "seasons.previous_lebaran_date", "seasons.lebaran_date", "day"
                                )
                                ~ ")",
                                "days.date_day",
                            )
                        }}
                    -- 52 weeks: the same day of the week
                    else {{ dbt.dateadd("day", -364, "days.date_day") }}
                end as date
            ) as like_date,
            seasons.date_day is not null as is_lebaran_season
        from days
        left join seasons on days.date_day = seasons.date_day
    )

select
    days.date_day,
    seasons.lebaran_date,
    seasons.ramadan_start_date,
    coalesce(seasons.is_estimated, false) as is_lebaran_estimated,
    like_days.is_lebaran_season,
    case
        when like_days.is_lebaran_season or former.lebaran_date is null then like_days.like_date
    end as comparable_date_last_year
from days
inner join like_days on days.date_day = like_days.date_day
left join seasons on days.date_day = seasons.date_day
left join
    lebaran_dates as former
    on like_days.like_date >= former.ramadan_start_date
    and like_days.like_date
    <= {{ dbt.dateadd("day", var("lebaran_days_after"), "former.lebaran_date") }}
