{#- The UTC timestamp of an ISO 8601 text that carries an offset; null where it names no moment. -#}
{% macro utc_from_offset(text) %}
    {{ return(adapter.dispatch("utc_from_offset", "langganan")(text)) }}
{% endmacro %}

{#- A cast to a plain timestamp would drop the offset in silence. -#}
{% macro duckdb__utc_from_offset(text) -%}
    timezone('UTC', try_cast({{ text }} as timestamp with time zone))
{%- endmacro %}
