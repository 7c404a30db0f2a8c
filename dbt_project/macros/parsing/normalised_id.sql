{#- An id as the source meant it: `13085.0`, which a spreadsheet made of a number, is `13085`. Text stays as it is. -#}
{% macro normalised_id(text) -%}
    case
        when {{ matches(text, "[0-9]+[.]0+") }}
        then regexp_replace({{ text }}, '[.]0+$', '')
        else {{ text }}
    end
{%- endmacro %}
