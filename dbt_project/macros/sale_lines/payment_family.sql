{#- The family of a means of payment as people write it down; `other` for what nobody foresaw. -#}
{% macro payment_family(text) -%}
    case
        when {{ text }} is null
        then null
        when lower({{ text }}) in ('cash', 'tunai', 'kontan')
        then 'cash'
        when lower({{ text }}) like '%qris%'
        then 'qris'
        when
            {{
                matches(
                    "lower(" ~ text ~ ")",
                    "(.* )?(gopay|go-pay|ovo|dana|shopeepay|linkaja|wallet|e-wallet|paypal)( .*)?",
                )
            }}
        then 'wallet'
        when
            {{
                matches(
                    "lower(" ~ text ~ ")",
                    "(.* )?(paylater|pay later|cicilan|kredivo|akulaku|spaylater)( .*)?",
                )
            }}
        then 'paylater'
        when
            {{
                matches(
                    "lower(" ~ text ~ ")",
                    "(.*[ _])?(debit|kredit|kartu|card|visa|mastercard|amex|edc)([ _].*)?",
                )
            }}
        then 'card'
        when
            {{
                matches(
                    "lower(" ~ text ~ ")",
                    "(.* )?(transfer|tf|va|virtual account|bank transfer|boleto)( .*)?",
                )
            }}
        then 'virtual_account'
        when
            {{
                matches(
                    "lower(" ~ text ~ ")", "(.* )?(cod|cash on delivery|bayar di tempat)( .*)?"
                )
            }}
        then 'cash_on_delivery'
        else 'other'
    end
{%- endmacro %}
