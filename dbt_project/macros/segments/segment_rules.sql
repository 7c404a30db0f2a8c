{#-
    The dimensions of seg_customers in the order of its columns, each with its column, its rule as SQL over `people` (a
    customer_360 row with its area and acquisition event), the columns of customer_360 that the rule looks at, and the
    variables that decide it here or upstream. `version` hashes rule and variables: another one is another definition.
-#}
{% macro segment_rules() %}
    {%- set cases = segment_cases() -%}
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
        ["place", "place_segment", cases.place, ["city", "province"], []],
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
            cases.month_end,
            ["month_end_share"],
            ["month_end_days"],
        ],
        [
            "weekend",
            "weekend_segment",
            cases.weekend,
            ["usual_weekday_number", "usual_weekday_share"],
            [],
        ],
        [
            "time_of_day",
            "time_of_day_segment",
            cases.time_of_day,
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
            cases.email,
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
            cases.web,
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
            cases.service,
            ["ticket_count_365d", "complaint_count_365d", "average_satisfaction_365d"],
            [],
        ],
        [
            "receivables",
            "receivables_segment",
            cases.receivables,
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
                "variables": variables,
                "version": local_md5((decided_by | join(" ")).split() | join(" "))[
                    :16
                ],
            }
        ) -%}
    {%- endfor -%}
    {{ return(rules) }}
{% endmacro %}
