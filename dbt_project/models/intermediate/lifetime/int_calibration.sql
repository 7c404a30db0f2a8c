-- One row per as_of.
{% set standing_backtests = standing("intermediate", "int_lifetime_backtests", "history") -%}
with
    calibration as (
        select
            {{ as_of_date() }} as as_of,
            -- The last month end that leaves the whole holdout to be seen.
            cast(
                {{
                    dbt.dateadd(
                        "day",
                        -1,
                        dbt.date_trunc(
                            "month",
                            dbt.dateadd(
                                "day", 1 - (var("lifetime_holdout_days") | int), as_of_date()
                            ),
                        ),
                    )
                }} as date
            ) as calibration_end_date,
            cast({{ var("lifetime_holdout_days") }} as integer) as holdout_days
    )

select
    calibration.as_of,
    calibration.calibration_end_date,
    calibration.holdout_days,
    -- What the newest answer for this month was made of; nothing when everything is made anew.
    {% if standing_backtests -%}
        (
            select max(asked.histories_digest)
            from
                (
                    select
                        backtests.histories_digest,
                        backtests.build_seq,
                        max(backtests.build_seq) over () as newest_build_seq
                    from {{ standing_backtests }} as backtests
                    where
                        backtests.calibration_end_date = calibration.calibration_end_date
                        and backtests.build_seq <= {{ var("last_complete_build") }}
                ) as asked
            where asked.build_seq = asked.newest_build_seq
        )
    {%- else -%} cast(null as {{ dbt.type_string() }})
    {%- endif %} as standing_digest
from calibration
