{#- A timestamp read by a strptime format, null where the text differs from it or names a day that does not exist. -#}
{% macro parsed_timestamp(text, format) %}
    {{ return(adapter.dispatch("parsed_timestamp", "langganan")(text, format)) }}
{% endmacro %}

{% macro duckdb__parsed_timestamp(text, format) -%}
    try_strptime({{ text }}, '{{ format }}')
{%- endmacro %}
