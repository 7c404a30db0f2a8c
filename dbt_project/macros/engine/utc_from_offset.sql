{#- The UTC timestamp of an ISO 8601 text that carries an offset; null where it names no moment. -#}
{% macro utc_from_offset(text) %}
    {{ return(adapter.dispatch("utc_from_offset", "langganan")(text)) }}
{% endmacro %}

{#-
    A cast to a plain timestamp would drop the offset in silence; `timezone` would do, at four times the time.
-#}
{% macro duckdb__utc_from_offset(text) -%}
    make_timestamp(epoch_us(try_cast({{ text }} as timestamp with time zone)))
{%- endmacro %}
