{#- Text without surrounding spaces, tabs, line ends and no-break spaces; null when nothing is left. -#}
{% macro blank_to_null(column) -%}
    nullif(trim(cast({{ column }} as varchar), ' {{ "\t\r\n\u00a0" }}'), '')
{%- endmacro %}
