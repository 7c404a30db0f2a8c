-- One row per calibration_end_date, method and build_seq.
with int_lifetime_backtests as (select * from {{ ref("int_lifetime_backtests") }})

select
    int_lifetime_backtests.calibration_end_date,
    int_lifetime_backtests.holdout_days,
    int_lifetime_backtests.method,
    int_lifetime_backtests.is_model,
    int_lifetime_backtests.customer_count,
    int_lifetime_backtests.actual_purchase_count,
    cast(
        int_lifetime_backtests.expected_purchase_count as decimal(18, 2)
    ) as expected_purchase_count,
    cast(
        int_lifetime_backtests.root_mean_squared_error as decimal(18, 6)
    ) as root_mean_squared_error,
    int_lifetime_backtests.is_best,
    int_lifetime_backtests.as_of,
    int_lifetime_backtests.build_seq
from int_lifetime_backtests
