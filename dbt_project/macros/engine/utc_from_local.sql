{#- The UTC timestamp of a wall-clock timestamp in the workspace's time zone. -#}
{% macro utc_from_local(timestamp) %}
    {{ return(adapter.dispatch("utc_from_local", "langganan")(timestamp)) }}
{% endmacro %}

{% macro duckdb__utc_from_local(timestamp) -%}
    timezone('UTC', timezone('{{ var("time_zone") }}', {{ timestamp }}))
{%- endmacro %}
