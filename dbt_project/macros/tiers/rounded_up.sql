{#- An amount rounded up to whole steps, 0 below 0: what is still missing, as it can be said. Null stays null. -#}
{% macro rounded_up(amount, step) -%}
    cast(
        case
            when {{ amount }} > 0
            then ceil(({{ amount }}) / {{ step }}) * {{ step }}
            when {{ amount }} <= 0
            then 0
        end as decimal(18, 2)
    )
{%- endmacro %}
