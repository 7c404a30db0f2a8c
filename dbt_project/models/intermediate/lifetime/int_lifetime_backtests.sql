-- One row per calibration_end_date, method and build_seq.
with
    answers as (
        select
            calibration_end_date,
            holdout_days,
            method,
            is_model,
            customer_count,
            actual_purchase_count,
            expected_purchase_count,
            root_mean_squared_error,
            is_best,
            histories_digest
        from {{ ref("int_backtest_answers") }}
    )

    {%- if is_incremental() %}
        ,

        -- The newest answer for the same month.
        standing as (
            select
                asked.calibration_end_date,
                asked.holdout_days,
                asked.method,
                asked.is_model,
                asked.customer_count,
                asked.actual_purchase_count,
                asked.expected_purchase_count,
                asked.root_mean_squared_error,
                asked.is_best,
                asked.histories_digest
            from
                (
                    select
                        backtests.*,
                        max(backtests.build_seq) over (
                            partition by backtests.calibration_end_date
                        ) as newest_build_seq
                    from {{ this }} as backtests
                ) as asked
            where
                asked.build_seq = asked.newest_build_seq
                and asked.calibration_end_date in (select answers.calibration_end_date from answers)
        ),

        news as (
            select answers.*
            from answers
            except
            select standing.*
            from standing
        )
    {%- endif %}

select answers.*, {{ as_of_date() }} as as_of, cast({{ var("build_seq") }} as bigint) as build_seq
from answers
{%- if is_incremental() %} where exists (select 1 from news) {%- endif %}
