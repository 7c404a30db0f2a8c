-- One row per customer_id.
{%- set horizons = [30, 90, 365] %}
with
    int_purchase_histories as (select * from {{ ref("int_purchase_histories") }}),

    int_lifetime_scores as (select * from {{ ref("int_lifetime_scores") }}),

    int_lifetime_status as (select * from {{ ref("int_lifetime_status") }}),

    scored as (
        select
            int_purchase_histories.*,
            int_lifetime_status.prediction_status,
            int_lifetime_status.value_status,
            int_lifetime_status.prediction_model,
            int_lifetime_scores.probability_alive,
            {%- for days in horizons %}
                int_lifetime_scores.expected_purchases_{{ days }}d,
                int_lifetime_scores.discounted_purchases_{{ days }}d,
            {%- endfor %}
            -- Fader and Hardie, note 025, equation 5; who took back what they bought counts as
            -- having spent nothing.
            int_lifetime_status.p * (
                int_lifetime_status.gamma + cast(
                    greatest(int_purchase_histories.repeat_net_amount, 0) as {{ dbt.type_float() }}
                )
            )
            / (
                int_lifetime_status.p * int_purchase_histories.repeat_purchase_count
                + int_lifetime_status.q
                - 1
            ) as expected_spend,
            case
                when int_purchase_histories.repeat_purchase_count > 0
                then
                    int_purchase_histories.purchase_span_days
                    / cast(int_purchase_histories.repeat_purchase_count as decimal(9, 0))
            end as mean_gap_days,
            {{
                ratio(
                    "int_purchase_histories.net_amount",
                    "(int_purchase_histories.repeat_purchase_count + 1)",
                )
            }} as mean_purchase_value
        from int_purchase_histories
        cross join int_lifetime_status
        left join
            int_lifetime_scores
            on int_purchase_histories.repeat_purchase_count
            = int_lifetime_scores.repeat_purchase_count
            and int_purchase_histories.purchase_span_days = int_lifetime_scores.purchase_span_days
            and int_purchase_histories.observed_days = int_lifetime_scores.observed_days
    ),

    ruled as (
        select
            scored.*,
            scored.prediction_status = 'predicted' as is_predicted,
            scored.value_status = 'predicted' as is_value_predicted,
            -- Silent for longer than a lapse takes, they are expected to buy nothing.
            case
                when scored.mean_gap_days is null
                then null
                when
                    scored.observed_days - scored.purchase_span_days
                    > {{ var("lapsed_gap_multiple") }} * scored.mean_gap_days
                then 0
                else 1
            end as is_in_rhythm
        from scored
    )

select
    ruled.customer_id,
    ruled.prediction_status,
    ruled.value_status,
    case when ruled.is_predicted then ruled.prediction_model end as prediction_model,
    cast(
        case when ruled.is_predicted then ruled.probability_alive end as decimal(9, 6)
    ) as probability_alive,
    {%- for days in horizons %}
        cast(
            case when ruled.is_predicted then ruled.expected_purchases_{{ days }}d end as decimal(
                12, 6
            )
        ) as expected_purchases_{{ days }}d,
    {%- endfor %}
    cast(
        case when ruled.is_value_predicted then ruled.expected_spend end as decimal(18, 2)
    ) as expected_purchase_value,
    {%- for days in horizons %}
        cast(
            case
                when ruled.is_value_predicted
                then ruled.discounted_purchases_{{ days }}d * ruled.expected_spend
            end as decimal(18, 2)
        ) as lifetime_value_{{ days }}d,
    {%- endfor %}
    cast(ruled.mean_gap_days as decimal(9, 1)) as mean_gap_days,
    {%- for days in horizons %}
        cast(
            ruled.is_in_rhythm * {{ days }} / ruled.mean_gap_days as decimal(12, 2)
        ) as mean_gap_purchases_{{ days }}d,
    {%- endfor %}
    {%- for days in horizons %}
        cast(
            ruled.is_in_rhythm
            * {{ days }}
            / ruled.mean_gap_days
            * ruled.mean_purchase_value as decimal(18, 2)
        ) as mean_gap_value_{{ days }}d
        {%- if not loop.last %}, {% endif %}
    {%- endfor %}
from ruled
