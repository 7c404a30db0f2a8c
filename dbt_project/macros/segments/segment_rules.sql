{#-
    The dimensions of seg_customers in the order of its columns, each with its column, its rule as SQL over `people` (a
    customer_360 row with its area and acquisition event), the columns of customer_360 that the rule looks at, and the
    variables that decide it here or upstream. `version` hashes rule and variables: another one is another definition.
-#}
{% macro segment_rules() %}
    {%- set place -%}
        case
            when people.city is not null and people.province is not null
            then people.city || ', ' || people.province
            else coalesce(people.city, people.province, 'unknown')
        end
    {%- endset -%}
    {%- set weekend -%}
        case
            when people.usual_weekday_number is null
            then 'unknown'
            when people.usual_weekday_number >= 6
            then 'weekend'
            else 'weekday'
        end
    {%- endset -%}
    {%- set month_end -%}
        case
            when people.month_end_share is null
            then 'unknown'
            when people.month_end_share >= {{ var("segment_habit_share_min") }}
            then 'month_end'
            else 'any_day'
        end
    {%- endset -%}
    {%- set time_of_day -%}
        case
            when people.usual_hour_number is null
            then 'unknown'
            when people.usual_hour_number < 5
            then 'night'
            when people.usual_hour_number < 11
            then 'morning'
            when people.usual_hour_number < 15
            then 'midday'
            when people.usual_hour_number < 18
            then 'afternoon'
            when people.usual_hour_number < 22
            then 'evening'
            else 'night'
        end
    {%- endset -%}
    {%- set email -%}
        case
            when coalesce(people.email_delivered_count_365d, 0) = 0
            then case when people.email_bounced_count_365d > 0 then 'bounced' else 'not_mailed' end
            when people.email_clicked_count_90d > 0
            then 'clicks'
            when people.email_opened_count_90d > 0
            then 'opens'
            when people.email_opened_count_365d > 0
            then 'faded'
            else 'never_opens'
        end
    {%- endset -%}
    {%- set web -%}
        case
            when people.abandoned_cart_count_30d > 0
            then 'abandons_carts'
            when people.unbought_product_count_90d > 0
            then 'looks_and_leaves'
            when people.site_visit_count_90d > 0
            then 'visits'
            when people.site_visit_count_365d > 0
            then 'faded'
            else 'never_seen'
        end
    {%- endset -%}
    {%- set service -%}
        case
            when people.has_open_complaint
            then 'open_complaint'
            when people.complaint_count_365d > 0
            then 'complained'
            when people.average_satisfaction_365d <= {{ var("dissatisfied_max") }}
            then 'dissatisfied'
            when people.average_satisfaction_365d >= {{ var("satisfied_min") }}
            then 'satisfied'
            when people.ticket_count_365d > 0
            then 'asked'
            else 'never_asked'
        end
    {%- endset -%}
    {%- set receivables -%}
        case
            when people.overdue_invoice_count > 0
            then 'overdue'
            when people.open_invoice_count > 0
            then 'open'
            when people.invoice_count_lifetime > 0
            then 'settled'
            else 'no_invoices'
        end
    {%- endset -%}
    {%- set lifecycle_thresholds = [
        "slipping_gap_multiple",
        "lapsed_gap_multiple",
        "own_rhythm_purchases_min",
        "slipping_gap_percentile",
        "lapsed_gap_percentile",
        "won_back_days",
        "won_back_gap_days_min",
        "loyal_purchases_min",
        "loyal_tenure_days_min",
    ] -%}
    {%- set value_thresholds = [
        "value_class_tenure_days_min",
        "growth_peer_percentile",
        "growth_peers_min",
        "growth_headroom_share_min",
    ] -%}
    {%- set told = [
        [
            "value",
            "value_segment",
            "coalesce(people.value_class, 'prospect')",
            ["value_class", "net_revenue_365d", "contribution_365d"],
            value_thresholds,
        ],
        [
            "value_decile",
            "value_decile",
            "coalesce(cast(people.revenue_decile_365d as "
            ~ dbt.type_string()
            ~ "), 'unknown')",
            ["revenue_decile_365d", "revenue_rank_365d"],
            [],
        ],
        [
            "rfm",
            "rfm_segment",
            "coalesce(people.rfm_segment, 'unknown')",
            ["rfm_recency_score", "rfm_frequency_score", "rfm_monetary_score"],
            [],
        ],
        [
            "tier",
            "tier_segment",
            "coalesce(people.tier, 'unknown')",
            ["qualifying_amount"],
            ["tiers"],
        ],
        [
            "lifecycle",
            "lifecycle_segment",
            "coalesce(people.lifecycle, 'unknown')",
            ["last_purchase_date", "median_gap_days", "frequency_lifetime"],
            lifecycle_thresholds,
        ],
        ["place", "place_segment", place, ["city", "province"], []],
        [
            "province",
            "province_segment",
            "coalesce(people.province, 'unknown')",
            ["province"],
            [],
        ],
        [
            "country",
            "country_segment",
            "coalesce(people.country, 'unknown')",
            ["country"],
            [],
        ],
        ["area", "area_segment", "people.area", ["place_id"], ["areas"]],
        [
            "age_band",
            "age_band",
            "coalesce(" ~ age_band("people.known_age") ~ ", 'unknown')",
            ["age"],
            ["age_bands"],
        ],
        [
            "gender",
            "gender_segment",
            "coalesce(people.gender, 'unknown')",
            ["gender"],
            [],
        ],
        [
            "occupation",
            "occupation_segment",
            "coalesce(people.occupation, 'unknown')",
            ["occupation"],
            [],
        ],
        [
            "acquisition_source",
            "acquisition_source_segment",
            "coalesce(people.acquisition_source, 'unknown')",
            ["acquisition_source"],
            [],
        ],
        [
            "acquisition_event",
            "acquisition_event_segment",
            "coalesce(people.acquisition_event, 'none')",
            ["first_purchase_date"],
            [],
        ],
        [
            "rhythm",
            "rhythm_segment",
            "coalesce(people.purchase_rhythm, 'unknown')",
            ["purchase_rhythm", "median_gap_days"],
            ["own_rhythm_purchases_min"],
        ],
        [
            "month_part",
            "month_part_segment",
            "coalesce(people.usual_month_part, 'unknown')",
            ["payday_share"],
            [],
        ],
        [
            "month_end",
            "month_end_segment",
            month_end,
            ["month_end_share"],
            ["month_end_days"],
        ],
        [
            "weekend",
            "weekend_segment",
            weekend,
            ["usual_weekday_number", "usual_weekday_share"],
            [],
        ],
        [
            "time_of_day",
            "time_of_day_segment",
            time_of_day,
            ["usual_hour_number", "usual_hour_share"],
            [],
        ],
        [
            "payment",
            "payment_segment",
            "coalesce(people.payment_group, 'unknown')",
            ["favourite_payment_family", "credit_order_share_lifetime"],
            [],
        ],
        [
            "payment_family",
            "payment_family_segment",
            "coalesce(people.favourite_payment_family, 'unknown')",
            ["favourite_payment_family"],
            [],
        ],
        [
            "delivery",
            "delivery_segment",
            "coalesce(people.favourite_delivery_method, 'unknown')",
            ["favourite_delivery_method"],
            [],
        ],
        [
            "channel",
            "channel_segment",
            "coalesce(people.favourite_channel, 'unknown')",
            ["favourite_channel"],
            [],
        ],
        [
            "category",
            "category_segment",
            "coalesce(people.favourite_category, 'unknown')",
            ["favourite_category"],
            [],
        ],
        [
            "email",
            "email_segment",
            email,
            [
                "email_delivered_count_365d",
                "email_opened_count_365d",
                "email_clicked_count_90d",
            ],
            [],
        ],
        [
            "web",
            "web_segment",
            web,
            [
                "site_visit_count_90d",
                "unbought_product_count_90d",
                "abandoned_cart_count_30d",
            ],
            ["cart_abandoned_days"],
        ],
        [
            "service",
            "service_segment",
            service,
            ["ticket_count_365d", "complaint_count_365d", "average_satisfaction_365d"],
            [],
        ],
        [
            "receivables",
            "receivables_segment",
            receivables,
            ["open_invoice_count", "overdue_invoice_count", "overdue_invoice_amount"],
            ["invoice_term_days"],
        ],
    ] -%}
    {%- set rules = [] -%}
    {%- for dimension, column, rule, inputs, variables in told -%}
        {%- set decided_by = [rule] -%}
        {%- for name in variables -%}
            {%- do decided_by.append(name ~ "=" ~ tojson(var(name), sort_keys=true)) -%}
        {%- endfor -%}
        {%- do rules.append(
            {
                "dimension": dimension,
                "column": column,
                "rule": rule,
                "inputs": inputs,
                "version": local_md5((decided_by | join(" ")).split() | join(" "))[
                    :16
                ],
            }
        ) -%}
    {%- endfor -%}
    {{ return(rules) }}
{% endmacro %}
