{#- The weekday of a date or timestamp: 1 Monday to 7 Sunday. -#}
{% macro iso_weekday(date) -%}
    {{ adapter.dispatch("iso_weekday", "langganan")(date) }}
{%- endmacro %}

{% macro default__iso_weekday(date) -%}
    cast(extract(dayofweek_iso from {{ date }}) as integer)
{%- endmacro %}

{% macro duckdb__iso_weekday(date) -%}
    cast(extract(isodow from {{ date }}) as integer)
{%- endmacro %}
