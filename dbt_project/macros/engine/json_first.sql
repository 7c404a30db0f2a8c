{#- The text of a member of the first element of a JSON list; null where there is none. -#}
{% macro json_first(text, member) %}
    {{ return(adapter.dispatch("json_first", "langganan")(text, member)) }}
{% endmacro %}

{% macro duckdb__json_first(text, member) -%}
    json_extract_string(case when json_valid({{ text }}) then {{ text }} end, '$[0]."{{ member }}"')
{%- endmacro %}
