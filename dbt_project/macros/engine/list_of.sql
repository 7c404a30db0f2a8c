{#- An aggregate: a list of all values of a group, in no order, to be unfolded again. -#}
{% macro list_of(value) %}
    {{ return(adapter.dispatch("list_of", "langganan")(value)) }}
{% endmacro %}

{% macro default__list_of(value) -%} collect_list({{ value }}){%- endmacro %}

{% macro duckdb__list_of(value) -%} list({{ value }}){%- endmacro %}
