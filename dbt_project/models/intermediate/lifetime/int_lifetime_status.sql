-- One row per as_of.
with
    int_calibration as (select * from {{ ref("int_calibration") }}),

    fits as (
        select
            max(case when is_chosen and model <> 'gamma_gamma' then model end) as prediction_model,
            max(
                case when model <> 'gamma_gamma' and fit_status = 'too_few_repeat_buyers' then 1 end
            ) as is_too_few,
            max(
                case when model <> 'gamma_gamma' and fit_status = 'at_boundary' then 1 end
            ) as is_at_boundary,
            max(case when model = 'gamma_gamma' then fit_status end) as spend_status,
            max(case when parameter = 'p' and is_chosen then estimate end) as p,
            max(case when parameter = 'q' and is_chosen then estimate end) as q,
            max(case when parameter = 'gamma' and is_chosen then estimate end) as gamma
        from {{ ref("int_lifetime_fits") }}
    ),

    -- The newest answer for the calibration month.
    backtests as (
        select
            max(case when newest.is_model then 1 else 0 end) as has_model,
            max(case when newest.is_model and newest.is_best then 1 else 0 end) as is_model_best,
            max(newest.actual_purchase_count) as actual_purchase_count
        from
            (
                select
                    int_lifetime_backtests.*,
                    max(int_lifetime_backtests.build_seq) over () as newest_build_seq
                from {{ ref("int_lifetime_backtests") }} as int_lifetime_backtests
                inner join
                    int_calibration
                    on int_lifetime_backtests.calibration_end_date
                    = int_calibration.calibration_end_date
            ) as newest
        where newest.build_seq = newest.newest_build_seq
    ),

    judged as (
        select
            int_calibration.as_of,
            fits.*,
            case
                when fits.prediction_model is null and fits.is_at_boundary = 1
                then 'fit_at_boundary'
                when fits.prediction_model is null and coalesce(fits.is_too_few, 1) = 1
                then 'too_few_repeat_buyers'
                when fits.prediction_model is null
                then 'fit_not_converged'
                when coalesce(backtests.has_model, 0) = 0
                then 'not_backtested'
                when backtests.is_model_best = 0
                then 'baseline_wins'
                else 'predicted'
            end as prediction_status
        from int_calibration
        cross join fits
        cross join backtests
    )

select
    judged.as_of,
    judged.prediction_model,
    judged.prediction_status,
    case
        when judged.prediction_status <> 'predicted'
        then judged.prediction_status
        when coalesce(judged.spend_status, 'too_few_repeat_buyers') = 'too_few_repeat_buyers'
        then 'too_few_repeat_buyers'
        when judged.spend_status <> 'fitted'
        then 'fit_' || replace(judged.spend_status, 'fit_', '')
        -- The population's mean spend is p gamma / (q - 1): there is none at or below one.
        when judged.q <= 1
        then 'spend_without_mean'
        else 'predicted'
    end as value_status,
    judged.p,
    judged.q,
    judged.gamma
from judged
