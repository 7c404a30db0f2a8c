{#- The elements of a JSON list, a text and a row each, in a `select`; no row where the text is no list. -#}
{% macro json_elements(text) %}
    {{ return(adapter.dispatch("json_elements", "langganan")(text)) }}
{% endmacro %}

{% macro duckdb__json_elements(text) -%}
    cast(
        unnest(
            json_extract(case when json_valid({{ text }}) then {{ text }} end, '$[*]')
        ) as varchar
    )
{%- endmacro %}
