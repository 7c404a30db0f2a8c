{#- True where a list of sentences is not empty. -#}
{% macro has_sentences(list) %}
    {{ return(adapter.dispatch("has_sentences", "langganan")(list)) }}
{% endmacro %}

{% macro duckdb__has_sentences(list) -%} len({{ list }}) > 0 {%- endmacro %}
