{#- The customer's name as delivered, of one column or of several, such as a first and a last name; null where none is named. -#}
{% macro sale_name(told, declared) -%}
    {%- set cells = [] -%}
    {%- for column in told.name -%}
        {%- do cells.append(sale_cell(column, declared)) -%}
    {%- endfor -%}
    {%- if cells | length > 1 -%} nullif(concat_ws(' ', {{ cells | join(", ") }}), '')
    {%- elif cells -%} {{ cells[0] }}
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro %}
