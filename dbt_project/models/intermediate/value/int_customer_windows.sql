-- One row per customer_id.
{#- The dates of each window that end on as_of; lifetime has no first one. -#}
{%- set windows = {
    "30d": "order_date > " ~ dbt.dateadd("day", -30, as_of_date()),
    "90d": "order_date > " ~ dbt.dateadd("day", -90, as_of_date()),
    "365d": "order_date > " ~ dbt.dateadd("day", -365, as_of_date()),
    "lifetime": "true",
} %}
with
    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    int_purchase_dates as (select * from {{ ref("int_purchase_dates") }}),

    amounts as (
        select
            int_customer_days.customer_id
            {%- for window, is_inside in windows.items() %}
                {%- for measure in [
                    "gross_amount",
                    "seller_discount_amount",
                    "returned_amount",
                    "net_amount",
                    "cost_amount",
                    "uncosted_line_count",
                    "kept_quantity",
                ] %}
                    ,
                    sum(
                        case when {{ is_inside }} then int_customer_days.{{ measure }} else 0 end
                    ) as {{ measure }}_{{ window }}
                {%- endfor %}
            {%- endfor %}
        from int_customer_days
        group by int_customer_days.customer_id
    ),

    counts as (
        select
            int_purchase_dates.customer_id
            {%- for window, is_inside in windows.items() %}
                ,
                count(case when {{ is_inside }} then 1 end) as frequency_{{ window }},
                sum(
                    case when {{ is_inside }} then int_purchase_dates.kept_order_count else 0 end
                ) as kept_order_count_{{ window }}
            {%- endfor %}
        from int_purchase_dates
        group by int_purchase_dates.customer_id
    )

select
    amounts.customer_id
    {%- for window in windows %}
        ,
        cast(amounts.gross_amount_{{ window }} as decimal(18, 2)) as gross_revenue_{{ window }},
        cast(amounts.net_amount_{{ window }} as decimal(18, 2)) as net_revenue_{{ window }},
        case
            when amounts.uncosted_line_count_{{ window }} = 0
            then cast(amounts.cost_amount_{{ window }} as decimal(18, 2))
        end as unit_cost_{{ window }},
        case
            when amounts.uncosted_line_count_{{ window }} = 0
            then
                cast(
                    amounts.net_amount_{{ window }}
                    - amounts.cost_amount_{{ window }} as decimal(18, 2)
                )
        end as margin_{{ window }},
        {{ rate("amounts.seller_discount_amount_" ~ window, "amounts.gross_amount_" ~ window) }}
        as discount_share_{{ window }},
        {{
            rate(
                "amounts.returned_amount_" ~ window,
                "(amounts.gross_amount_"
                ~ window
                ~ " - amounts.seller_discount_amount_"
                ~ window
                ~ ")",
            )
        }} as return_rate_{{ window }},
        coalesce(counts.frequency_{{ window }}, 0) as frequency_{{ window }},
        cast(
            coalesce(counts.kept_order_count_{{ window }}, 0) as bigint
        ) as kept_order_count_{{ window }},
        {{ ratio("amounts.net_amount_" ~ window, "counts.kept_order_count_" ~ window) }}
        as average_order_value_{{ window }},
        {{ ratio("amounts.kept_quantity_" ~ window, "counts.kept_order_count_" ~ window) }}
        as items_per_order_{{ window }}
    {%- endfor %}
from amounts
left join counts on amounts.customer_id = counts.customer_id
