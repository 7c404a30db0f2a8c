{#- Text without surrounding spaces, tabs, line ends and no-break spaces; null when nothing is left. -#}
{% macro blank_to_null(column) -%}
    nullif(trim(cast({{ column }} as varchar), concat(' ', chr(9), chr(10), chr(13), chr(160))), '')
{%- endmacro %}
