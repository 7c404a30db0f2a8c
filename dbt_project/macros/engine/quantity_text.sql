{#- A quantity for people to read, without the zeros that mean nothing: 12, 0.335. -#}
{% macro quantity_text(quantity) -%}
    {{ adapter.dispatch("quantity_text", "langganan")(quantity) }}
{%- endmacro %}

{% macro default__quantity_text(quantity) -%}
    regexp_replace(cast(cast({{ quantity }} as decimal(18, 3)) as string), '[.]?0+$', '')
{%- endmacro %}

{% macro duckdb__quantity_text(quantity) -%}
    rtrim(rtrim(cast(cast({{ quantity }} as decimal(18, 3)) as varchar), '0'), '.')
{%- endmacro %}
