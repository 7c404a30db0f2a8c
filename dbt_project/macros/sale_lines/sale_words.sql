{#- The meaning that the workspace gives to a text, whatever its case; null for a text that it does not name. -#}
{% macro sale_words(text, meanings) -%}
    {%- if meanings -%}
        case
            lower({{ text }})
            {%- for word, meaning in meanings.items() %}
                when {{ quoted(word | lower) }} then {{ quoted(meaning) }}
            {%- endfor %}
        end
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro %}
