{#- An empty list of sentences. -#}
{% macro no_sentences() %}
    {{ return(adapter.dispatch("no_sentences", "langganan")()) }}
{% endmacro %}

{% macro duckdb__no_sentences() -%} cast([] as varchar[]) {%- endmacro %}
