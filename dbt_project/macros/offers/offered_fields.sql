{#-
    An audience with its offer, in a `from`: the fields that tell of a voucher are filled in from the CTE `given`, and keep the
    audience's fallback for who is given none.
-#}
{% macro offered_fields(audience) %}
    {%- set of_vouchers = ["voucher_code", "offer_value", "offer_minimum_spend", "valid_until"] -%}
    (
        select
            chosen.customer_id,
            {%- for field in audience_meta(audience).fields if field != "customer_id" %}
                {% if field in of_vouchers -%}
                    coalesce(given.{{ field }}, chosen.{{ field }}) as {{ field }}
                {%- else -%} chosen.{{ field }}
                {%- endif -%}
                {{ "," if not loop.last }}
            {%- endfor %}
        from {{ ref("aud_" ~ audience) }} as chosen
        left join
            (select * from given where given.audience = '{{ audience }}') as given
            on chosen.customer_id = given.customer_id
    )
{% endmacro %}
