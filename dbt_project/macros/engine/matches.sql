{#- True where the whole text matches a regular expression. -#}
{% macro matches(text, pattern) %}
    {{ return(adapter.dispatch("matches", "langganan")(text, pattern)) }}
{% endmacro %}

{% macro duckdb__matches(text, pattern) -%}
    regexp_full_match({{ text }}, '{{ pattern }}')
{%- endmacro %}
