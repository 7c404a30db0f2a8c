{#-
    A reason to quarantine: a required column is blank. `raw_line_is_whole` names a condition without which nothing can be
    said of single columns, such as `raw_is_object` of JSON lines.
-#}
{% macro missing(column, raw_line_is_whole=none) %}
    {%- set condition = "raw_" ~ column ~ " is null" -%}
    {%- if raw_line_is_whole -%}
        {%- set condition = raw_line_is_whole ~ " and " ~ condition -%}
    {%- endif -%}
    {{ return([condition, column ~ ": missing"]) }}
{% endmacro %}
