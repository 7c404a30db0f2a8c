{#- The rules of segment_rules that are more than a column: dimension -> SQL over `people`. -#}
{% macro segment_cases() %}
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
    {{
        return(
            {
                "place": place,
                "weekend": weekend,
                "month_end": month_end,
                "time_of_day": time_of_day,
                "email": email,
                "web": web,
                "service": service,
                "receivables": receivables,
            }
        )
    }}
{% endmacro %}
