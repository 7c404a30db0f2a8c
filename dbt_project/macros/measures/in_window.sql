{#- Whether a date is one of the `days` dates that end on as_of, inclusive. -#}
{% macro in_window(date, days) -%}
    {{ date }} between {{ dbt.dateadd("day", 1 - days, as_of_date()) }} and {{ as_of_date() }}
{%- endmacro %}
