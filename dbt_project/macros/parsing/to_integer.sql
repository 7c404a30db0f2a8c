{#- A whole number in the source's declared notation, null where the text is anything else. -#}
{% macro to_integer(text, declared) -%}
    try_cast({{ to_decimal(text, declared, 0) }} as integer)
{%- endmacro %}
