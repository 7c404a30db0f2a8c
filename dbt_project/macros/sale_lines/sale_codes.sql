{#- What a product code that is no product stands for: 'shipping', 'money' or 'no_sale'; null for a product's. -#}
{% macro sale_codes(product, codes) -%}
    {%- if codes -%}
        case
            {%- for code, meaning in codes.items() %}
                {%- set text = quoted(code | replace("*", "") | upper) %}
                when
                    {% if code.endswith("*") %} starts_with(upper({{ product }}), {{ text }})
                    {% else %} upper({{ product }}) = {{ text }}
                    {% endif %}
                then {{ quoted(meaning) }}
            {%- endfor %}
        end
    {%- else -%} cast(null as varchar)
    {%- endif -%}
{%- endmacro %}
