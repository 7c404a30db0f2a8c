{#- Whether a row tells of no line at all: marketplaces put a description of each column below the header. -#}
{% macro sale_is_note(told) -%}
    {%- if told.no_order -%}
        {%- set notes = [] -%}
        {%- for text in told.no_order -%}
            {%- do notes.append(quoted(text | lower)) -%}
        {%- endfor -%}
        coalesce(lower(raw_order_1) in ({{ notes | join(", ") }}), false)
    {%- else -%} false
    {%- endif -%}
{%- endmacro %}
