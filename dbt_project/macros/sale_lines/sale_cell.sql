{#- The text of a delivered column, trimmed, null when blank; null where the workspace names no column. -#}
{% macro sale_cell(column) -%}
    {%- if column -%} {{ to_text(blank_to_null(adapter.quote(column))) }}
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro %}
