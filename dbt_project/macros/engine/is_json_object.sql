{#- True for the text of a JSON object, false for anything else. -#}
{% macro is_json_object(text) %}
    {{ return(adapter.dispatch("is_json_object", "langganan")(text)) }}
{% endmacro %}

{% macro duckdb__is_json_object(text) -%}
    coalesce(json_type(case when json_valid({{ text }}) then {{ text }} end) = 'OBJECT', false)
{%- endmacro %}
