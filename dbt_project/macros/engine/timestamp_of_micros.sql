{#- The UTC timestamp of so many microseconds since 1970-01-01. -#}
{% macro timestamp_of_micros(micros) %}
    {{ return(adapter.dispatch("timestamp_of_micros", "langganan")(micros)) }}
{% endmacro %}

{% macro duckdb__timestamp_of_micros(micros) -%} make_timestamp({{ micros }}) {%- endmacro %}
