{#- A list or a structure of Parquet as JSON text. -#}
{% macro json_text(nested) %}
    {{ return(adapter.dispatch("json_text", "langganan")(nested)) }}
{% endmacro %}

{% macro duckdb__json_text(nested) -%} cast(to_json({{ nested }}) as varchar) {%- endmacro %}
