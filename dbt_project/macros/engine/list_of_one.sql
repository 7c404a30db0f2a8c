{#- A list that holds one value. -#}
{% macro list_of_one(value) %}
    {{ return(adapter.dispatch("list_of_one", "langganan")(value)) }}
{% endmacro %}

{% macro duckdb__list_of_one(value) -%} [{{ value }}] {%- endmacro %}
