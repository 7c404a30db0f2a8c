{#-
    Where a person stands on a date, from their newest purchase date up to it in `int_purchase_rhythms`: the first that
    applies of lapsed, slipping, won back, loyal, repeat, first-time.
-#}
{% macro lifecycle_at(rhythms, date, is_history_complete) -%}
    {%- set recency = dbt.datediff(rhythms ~ ".order_date", date, "day") -%}
    case
        when {{ recency }} > {{ rhythms }}.lapsed_after_days
        then 'lapsed'
        when {{ recency }} > {{ rhythms }}.slipping_after_days
        then 'slipping'
        when
            {{ dbt.datediff(rhythms ~ ".won_back_date", date, "day") }} < {{ var("won_back_days") }}
        then 'won_back'
        when
            {{ rhythms }}.purchase_number >= {{ var("loyal_purchases_min") }}
            and {{ dbt.datediff(rhythms ~ ".first_purchase_date", date, "day") }}
            >= {{ var("loyal_tenure_days_min") }}
        then 'loyal'
        when {{ rhythms }}.purchase_number > 1
        then 'repeat'
        when {{ is_history_complete }}
        then 'first_time'
        else 'unknown'
    end
{%- endmacro %}
