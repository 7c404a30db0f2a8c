-- One row per customer_id.
with
    int_calibration as (select * from {{ ref("int_calibration") }}),

    int_customer_attributes as (
        select customer_id from {{ ref("int_customer_attributes") }} where not is_pseudo
    ),

    purchase_dates as (
        select
            int_customer_days.customer_id,
            int_customer_days.order_date,
            min(int_customer_days.order_date) over (
                partition by int_customer_days.customer_id
            ) as first_purchase_date,
            int_customer_days.net_amount
        from
            (
                select
                    int_customer_days.customer_id,
                    int_customer_days.order_date,
                    sum(int_customer_days.net_amount) as net_amount
                from {{ ref("int_customer_days") }} as int_customer_days
                where
                    int_customer_days.order_date <= {{ as_of_date() }}
                    and int_customer_days.booked_date <= {{ as_of_date() }}
                group by int_customer_days.customer_id, int_customer_days.order_date
                having sum(int_customer_days.kept_order_count) > 0
            ) as int_customer_days
    ),

    histories as (
        select
            purchase_dates.customer_id,
            purchase_dates.first_purchase_date,
            max(purchase_dates.order_date) as last_purchase_date,
            count(*) - 1 as repeat_purchase_count,
            sum(purchase_dates.net_amount) as net_amount,
            sum(
                case
                    when purchase_dates.order_date > purchase_dates.first_purchase_date
                    then purchase_dates.net_amount
                    else 0
                end
            ) as repeat_net_amount,
            count(
                case
                    when purchase_dates.order_date <= int_calibration.calibration_end_date then 1
                end
            )
            - 1 as calibration_repeat_count,
            max(
                case
                    when purchase_dates.order_date <= int_calibration.calibration_end_date
                    then purchase_dates.order_date
                end
            ) as calibration_last_purchase_date,
            count(
                case
                    when
                        purchase_dates.order_date > int_calibration.calibration_end_date
                        and purchase_dates.order_date
                        <= {{
                            dbt.dateadd(
                                "day",
                                "int_calibration.holdout_days",
                                "int_calibration.calibration_end_date",
                            )
                        }}
                    then 1
                end
            ) as holdout_purchase_count
        from purchase_dates
        cross join int_calibration
        group by purchase_dates.customer_id, purchase_dates.first_purchase_date
    )

select
    histories.customer_id,
    cast(histories.repeat_purchase_count as bigint) as repeat_purchase_count,
    cast(
        {{ dbt.datediff("histories.first_purchase_date", "histories.last_purchase_date", "day") }}
        as integer
    ) as purchase_span_days,
    cast(
        {{ dbt.datediff("histories.first_purchase_date", as_of_date(), "day") }} as integer
    ) as observed_days,
    cast(histories.net_amount as decimal(18, 2)) as net_amount,
    cast(histories.repeat_net_amount as decimal(18, 2)) as repeat_net_amount,
    case
        when histories.calibration_repeat_count >= 0
        then cast(histories.calibration_repeat_count as bigint)
    end as calibration_repeat_count,
    cast(
        {{
            dbt.datediff(
                "histories.first_purchase_date",
                "histories.calibration_last_purchase_date",
                "day",
            )
        }} as integer
    ) as calibration_span_days,
    case
        when histories.calibration_repeat_count >= 0
        then
            cast(
                {{
                    dbt.datediff(
                        "histories.first_purchase_date",
                        "int_calibration.calibration_end_date",
                        "day",
                    )
                }} as integer
            )
    end as calibration_observed_days,
    case
        when histories.calibration_repeat_count >= 0
        then cast(histories.holdout_purchase_count as bigint)
    end as holdout_purchase_count
from histories
cross join int_calibration
inner join int_customer_attributes on histories.customer_id = int_customer_attributes.customer_id
