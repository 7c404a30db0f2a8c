{#-
    CTEs from `sorted` to `shared`: amounts that an export tells of a whole order, repeated on each of its lines or standing on
    the first alone, count once. Discounts and tax are shared out over the order's sales in proportion to what was asked for
    each, cut where the running sum of the shares is rounded, so that they add up to the cent. Shipping, and money that was
    given back without goods, are put on one line. Who got back all that the goods cost gave back all of them; money beside units
    that came back is theirs.
-#}
{% macro sale_order_shares(told) %}
    {%- set of_orders = (
        told.order_discount
        or told.order_platform_discount
        or told.get("order_shipping")
        or told.get("order_tax")
        or told.get("order_refund")
    ) -%}
    {%- set comes_back = "kind = 'sale' and status = 'fulfilled'" -%}
    {%- set sums = {} -%}
    {%- for option in ["order_discount", "order_platform_discount"] -%}
        {%- set terms = ["cast(0 as decimal(18, 2))"] -%}
        {%- for column in told.get(option) -%}
            {%- do terms.append("coalesce(abs(" ~ option ~ "_" ~ loop.index ~ "), 0)") -%}
        {%- endfor -%}
        {%- do sums.update({option: terms | join(" + ")}) -%}
    {%- endfor -%}
    {%- set of_order = "over (partition by _load_seq, order_key)" -%}
    {% if not of_orders -%}
        shared as (
            select
                sorted.*,
                own_discount as discount_amount,
                own_platform_discount as platform_discount_amount,
                coalesce(tax, 0) as tax_amount,
                cast(0 as decimal(18, 2)) as shared_shipping,
                case when {{ comes_back }} then own_units_back else 0 end as returned_quantity,
                cast(0 as decimal(18, 2)) as refunded_amount,
            from sorted
        )
    {%- else -%}
        weighted as (
            select
                sorted.*,
                cast(
                    case
                        when kind = 'sale' and asked_amount > abs(coalesce(discount, 0))
                        then asked_amount - abs(coalesce(discount, 0))
                        else 0
                    end as decimal(18, 2)
                ) as weight,
                {{ sums.order_discount }} as told_discount,
                {{ sums.order_platform_discount }} as told_platform_discount,
            from sorted
        ),

        placed as (
            select
                weighted.*,
                row_number() over (
                    partition by _load_seq, order_key
                    order by case when weight > 0 then 0 else 1 end, _row_hash, _line
                ) as place_in_order,
            from weighted
        ),

        summed as (
            select
                placed.*,
                cast(
                    sum(weight) over (
                        partition by _load_seq, order_key
                        order by place_in_order
                        rows between unbounded preceding and current row
                    ) as decimal(18, 2)
                ) as weight_so_far,
                cast(sum(weight) {{ of_order }} as decimal(18, 2)) as order_weight,
                max(told_discount) {{ of_order }} as discount_of_order,
                max(told_platform_discount) {{ of_order }} as platform_discount_of_order,
                coalesce(max(abs(order_tax)) {{ of_order }}, 0) as tax_of_order,
                coalesce(max(abs(order_shipping)) {{ of_order }}, 0) as shipping_of_order,
                coalesce(max(abs(order_refund)) {{ of_order }}, 0) as refund_of_order,
                max(own_units_back) {{ of_order }} as units_back_of_order,
            from placed
        ),

        shared as (
            select
                summed.*,
                own_discount + {{ order_share("discount_of_order") }} as discount_amount,
                own_platform_discount
                + {{ order_share("platform_discount_of_order") }} as platform_discount_amount,
                coalesce(tax, 0) + {{ order_share("tax_of_order") }} as tax_amount,
                case when place_in_order = 1 then shipping_of_order else 0 end as shared_shipping,
                case
                    when not ({{ comes_back }})
                    then 0
                    when units_back_of_order > 0 or refund_of_order = 0
                    then own_units_back
                    when refund_of_order >= order_weight - discount_of_order
                    then quantity
                    else 0
                end as returned_quantity,
                case
                    when
                        {{ comes_back }}
                        and place_in_order = 1
                        and units_back_of_order = 0
                        and refund_of_order < order_weight - discount_of_order
                    then refund_of_order
                    else 0
                end as refunded_amount,
            from summed
        )
    {%- endif %}
{% endmacro %}
