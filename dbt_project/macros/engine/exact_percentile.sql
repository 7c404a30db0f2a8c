{#- Aggregate: the exact percentile of whole numbers, between the two middle ones where there are two. Any order gives it. -#}
{% macro exact_percentile(value, share) -%}
    {{ adapter.dispatch("exact_percentile", "langganan")(value, share) }}
{%- endmacro %}

{% macro default__exact_percentile(value, share) -%}
    percentile({{ value }}, {{ share }})
{%- endmacro %}

{% macro duckdb__exact_percentile(value, share) -%}
    quantile_cont({{ value }}, {{ share }})
{%- endmacro %}
