-- One row per span, repeat_purchase_count, purchase_span_days, observed_days and
-- holdout_purchase_count.
with int_purchase_histories as (select * from {{ ref("int_purchase_histories") }})

select
    'as_of' as span,
    int_purchase_histories.repeat_purchase_count,
    int_purchase_histories.purchase_span_days,
    int_purchase_histories.observed_days,
    cast(0 as bigint) as holdout_purchase_count,
    count(*) as people
from int_purchase_histories
group by
    int_purchase_histories.repeat_purchase_count,
    int_purchase_histories.purchase_span_days,
    int_purchase_histories.observed_days
union all
select
    'calibration' as span,
    int_purchase_histories.calibration_repeat_count as repeat_purchase_count,
    int_purchase_histories.calibration_span_days as purchase_span_days,
    int_purchase_histories.calibration_observed_days as observed_days,
    int_purchase_histories.holdout_purchase_count,
    count(*) as people
from int_purchase_histories
where int_purchase_histories.calibration_repeat_count is not null
group by
    int_purchase_histories.calibration_repeat_count,
    int_purchase_histories.calibration_span_days,
    int_purchase_histories.calibration_observed_days,
    int_purchase_histories.holdout_purchase_count
