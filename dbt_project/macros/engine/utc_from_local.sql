{#- The UTC timestamp of a wall-clock timestamp in a time zone, the workspace's unless the source names another. -#}
{% macro utc_from_local(timestamp, time_zone=none) %}
    {{ return(adapter.dispatch("utc_from_local", "langganan")(timestamp, time_zone)) }}
{% endmacro %}

{% macro duckdb__utc_from_local(timestamp, time_zone) -%}
    timezone('UTC', timezone('{{ time_zone or var("time_zone") }}', {{ timestamp }}))
{%- endmacro %}
