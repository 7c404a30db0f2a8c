{#- What taking a payment costs the company, by its family: a share of the amount, and for some a fixed sum. -#}
{% macro payment_fee(family, amount) -%}
    case
        {{ family }}
        when 'card'
        then {{ amount }} * {{ var("cost_card_fee_share") }} + {{ var("cost_card_fee_fixed") }}
        when 'virtual_account'
        then {{ var("cost_virtual_account_fee_fixed") }}
        when 'qris'
        then {{ amount }} * {{ var("cost_qris_fee_share") }}
        when 'wallet'
        then {{ amount }} * {{ var("cost_wallet_fee_share") }}
        when 'paylater'
        then {{ amount }} * {{ var("cost_paylater_fee_share") }}
        when 'cash_on_delivery'
        then {{ amount }} * {{ var("cost_cash_on_delivery_fee_share") }}
        else 0
    end
{%- endmacro %}
