{#- Two lists of sentences as one: the first in its order, then those of the second that it lacks. -#}
{% macro sentences_united(first, second) %}
    {{ return(adapter.dispatch("sentences_united", "langganan")(first, second)) }}
{% endmacro %}

{% macro duckdb__sentences_united(first, second) -%}
    list_concat(
        {{ first }},
        list_filter({{ second }}, lambda sentence: not list_contains({{ first }}, sentence))
    )
{%- endmacro %}
