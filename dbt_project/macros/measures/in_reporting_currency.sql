{#-
    Money in the reporting currency, to the cent; unchanged at a rate of 1, or without one, where what is made of it is
    counted nowhere. The case keeps the rule that most money needs no multiplication.
-#}
{% macro in_reporting_currency(amount, rate, type="decimal(18, 2)") -%}
    case
        when {{ rate }} is null or {{ rate }} = 1
        then cast({{ amount }} as {{ type }})
        else cast({{ amount }} * {{ rate }} as {{ type }})
    end
{%- endmacro %}
