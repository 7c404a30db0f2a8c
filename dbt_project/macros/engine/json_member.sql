{#- One of several members of a JSON text, as text; all members are read in one pass. Null where the text is no JSON. -#}
{% macro json_member(text, position, members) %}
    {{ return(adapter.dispatch("json_member", "langganan")(text, position, members)) }}
{% endmacro %}

{% macro duckdb__json_member(text, position, members) -%}
    json_extract_string(
        case when json_valid({{ text }}) then {{ text }} end,
        [{% for member in members %}'$."{{ member }}"'{{ ", " if not loop.last }}{% endfor %}]
    )[{{ position }}]
{%- endmacro %}
