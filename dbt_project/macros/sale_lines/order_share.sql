{#-
    A line's share of an amount of its order, in hundredths: what the running sum of the weights comes to with the line, less what
    it came to before. An order without any weight gives all of it to the first line.
-#}
{% macro order_share(amount) -%}
    case
        when order_weight > 0
        then
            cast({{ amount }} * weight_so_far / order_weight as decimal(18, 2))
            - cast({{ amount }} * (weight_so_far - weight) / order_weight as decimal(18, 2))
        when place_in_order = 1
        then {{ amount }}
        else 0
    end
{%- endmacro %}
