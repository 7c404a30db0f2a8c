{#-
    Aggregate: the value of the row with the smallest rank among the rows where the value is not null. The rank must be
    unique in the group, so that nothing is tied.
-#}
{% macro value_by_rank(value, rank) -%}
    {{ adapter.dispatch("value_by_rank", "langganan")(value, rank) }}
{%- endmacro %}

{% macro default__value_by_rank(value, rank) -%}
    min_by({{ value }}, case when {{ value }} is not null then {{ rank }} end)
{%- endmacro %}

{% macro duckdb__value_by_rank(value, rank) -%}
    arg_min({{ value }}, {{ rank }}) filter (where {{ value }} is not null)
{%- endmacro %}
