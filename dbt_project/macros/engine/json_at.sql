{#- The text that stands in a JSON text at a path of names, such as `attributes.email`; null where nothing does, or the text is no JSON. -#}
{% macro json_at(text, path) %}
    {{ return(adapter.dispatch("json_at", "langganan")(text, path)) }}
{% endmacro %}

{% macro duckdb__json_at(text, path) -%}
    json_extract_string(
        case when json_valid({{ text }}) then {{ text }} end,
        '${% for name in path.split(".") %}."{{ name }}"{% endfor %}'
    )
{%- endmacro %}
