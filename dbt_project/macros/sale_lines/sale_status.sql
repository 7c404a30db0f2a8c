{#-
    What a line's status means. `shipped` is on its way: paid, and so fulfilled, unless it is paid on delivery. Whatever
    stands in the column `cancelled_at` cancels it.
-#}
{% macro sale_status(told) -%}
    {%- set status = "cast('fulfilled' as varchar)" -%}
    {%- if told.get("status") and told.statuses -%}
        {%- set status = sale_words("raw_status", told.statuses) -%}
    {%- endif -%}
    case
        when {{ answer_or_null("raw_cancelled_at") }} is not null
        then 'cancelled'
        when {{ status }} = 'shipped'
        then
            case
                when {{ payment_family("raw_payment") }} = 'cash_on_delivery'
                then 'pending'
                else 'fulfilled'
            end
        else {{ status }}
    end
{%- endmacro %}
