{#- A card's number in the form that is compared: capitals and digits without signs; `13085.0`, as sheets write it, is 13085. -#}
{% macro normalised_loyalty_number(loyalty_number) -%}
    {{
        return(
            replaced("upper(" ~ replaced(loyalty_number, "[.]0+$", "") ~ ")", "[^0-9A-Z]", "")
        )
    }}
{%- endmacro %}
