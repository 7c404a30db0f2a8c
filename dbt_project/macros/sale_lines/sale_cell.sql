{#-
    The text of a delivered column, trimmed, null when blank; null where the workspace names no column. In a JSON entity it is
    the member at that path, `customer.email`.
-#}
{% macro sale_cell(column, declared) -%}
    {%- if not column -%} cast(null as varchar)
    {%- elif declared.format in ["json_lines", "json"] -%}
        {{ to_text(blank_to_null(json_at("line", column))) }}
    {%- else -%} {{ to_text(blank_to_null(adapter.quote(column))) }}
    {%- endif -%}
{%- endmacro %}
