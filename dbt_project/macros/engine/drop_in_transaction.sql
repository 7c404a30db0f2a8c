{#- Opens a transaction, and drops a relation in it if there is one: until it is committed, others see what stood. -#}
{% macro drop_in_transaction(relation) -%}
    {% do adapter.ensure_transaction() %}
    {% if relation is not none %} {% do adapter.drop_relation(relation) %} {% endif %}
{%- endmacro %}
