-- One row per audience and customer_id.
with
    offers as ({{ offer_terms() }}),

    elg_decisions as (select * from {{ ref("elg_decisions") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    -- The offer that the audience names, or that of the person's treatment.
    promised as (
        {{
            no_rows(
                audience=dbt.type_string(),
                customer_id=dbt.type_string(),
                offer=dbt.type_string(),
            )
        }}
        {% for audience in var("audiences") %}
            {%- set offer = audience_offer(audience) %}
            {%- if offer %}
                union all
                -- distinct: who may be written to by two channels is one person
                select distinct
                    elg_decisions.audience,
                    elg_decisions.customer_id,
                    {% if offer == "by_treatment" %} customer_360.treatment_offer as offer
                    {% else %} '{{ offer }}' as offer
                    {% endif %}
                from elg_decisions
                inner join customer_360 on elg_decisions.customer_id = customer_360.customer_id
                where elg_decisions.audience = '{{ audience }}' and elg_decisions.is_eligible
            {%- endif %}
        {% endfor %}
    ),

    -- What the shop's goods cost of a year's net revenue, for who has none whose cost is known.
    shop as (
        select
            least(
                cast(sum(customer_360.unit_cost_365d) as decimal(18, 2))
                / nullif(cast(sum(customer_360.net_revenue_365d) as decimal(18, 2)), 0),
                100
            ) as cost_share,
            {{
                ratio(
                    "cast(sum(customer_360.net_revenue_365d) as decimal(18, 2))",
                    "sum(customer_360.kept_order_count_365d)",
                )
            }} as basket_amount
        from customer_360
        where customer_360.unit_cost_365d is not null and customer_360.net_revenue_365d > 0
    ),

    -- The basket in which the offer is used: the person's usual one, or what has to be spent.
    baskets as (
        select
            promised.audience,
            promised.customer_id,
            offers.offer,
            offers.kind,
            offers.offer_value,
            offers.margin_floor,
            cast(
                case
                    when
                        customer_360.unit_cost_365d is not null
                        and customer_360.net_revenue_365d > 0
                    then least(customer_360.unit_cost_365d / customer_360.net_revenue_365d, 100)
                    else shop.cost_share
                end as decimal(9, 6)
            ) as cost_share,
            cast(
                greatest(
                    coalesce(customer_360.average_order_value_365d, shop.basket_amount, 0),
                    offers.minimum_spend
                ) as decimal(18, 2)
            ) as basket_amount
        from promised
        inner join offers on promised.offer = offers.offer
        inner join customer_360 on promised.customer_id = customer_360.customer_id
        cross join shop
    ),

    discounted as (
        select
            baskets.*,
            cast(
                case
                    when baskets.kind = 'percent'
                    then baskets.basket_amount * baskets.offer_value / 100
                    when baskets.kind = 'amount'
                    then baskets.offer_value
                    else 0
                end as decimal(18, 2)
            ) as discount_amount,
            cast(
                case when baskets.kind = 'gift' then baskets.offer_value else 0 end as decimal(
                    18, 2
                )
            ) as gift_amount
        from baskets
    )

-- What nobody can know does not keep a floor: without any known cost an offer that has one is not
-- given.
select
    discounted.audience,
    discounted.customer_id,
    discounted.offer,
    discounted.cost_share,
    discounted.basket_amount,
    case
        when discounted.margin_floor is null
        then true
        else
            coalesce(
                discounted.basket_amount > discounted.discount_amount
                and discounted.basket_amount
                - discounted.discount_amount
                - discounted.gift_amount
                - discounted.basket_amount * discounted.cost_share
                >= discounted.margin_floor
                * (discounted.basket_amount - discounted.discount_amount),
                false
            )
    end as is_above_floor
from discounted
