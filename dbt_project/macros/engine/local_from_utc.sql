{#- The wall-clock timestamp in the workspace's time zone of a UTC timestamp. -#}
{% macro local_from_utc(timestamp) %}
    {{ return(adapter.dispatch("local_from_utc", "langganan")(timestamp)) }}
{% endmacro %}

{% macro duckdb__local_from_utc(timestamp) -%}
    timezone('{{ var("time_zone") }}', timezone('UTC', {{ timestamp }}))
{%- endmacro %}
