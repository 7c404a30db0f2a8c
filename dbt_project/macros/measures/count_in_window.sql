{#- Aggregate: the sum of a count over the `days` dates that end on as_of, where a condition holds; 0 without any. -#}
{% macro count_in_window(measure, date, days, condition="true") -%}
    cast(
        sum(
            case when {{ condition }} and {{ in_window(date, days) }} then {{ measure }} else 0 end
        ) as bigint
    )
{%- endmacro %}
