-- One row per customer_id and cart_date.
{%- set year_and_days = dbt.dateadd("day", -364 - var("cart_abandoned_days"), as_of_date()) %}
with
    cart_days as (
        select *
        from {{ ref("int_customer_event_days") }}
        where kind = 'cart_add' and event_date between {{ year_and_days }} and {{ as_of_date() }}
    ),

    ordered_days as (
        select customer_id, order_date, last_ordered_at
        from {{ ref("int_customer_days") }}
        where
            last_ordered_at is not null
            and order_date between {{ year_and_days }} and {{ as_of_date() }}
    ),

    bought_days as (
        select customer_id, event_date, last_occurred_at
        from {{ ref("int_customer_event_days") }}
        where kind = 'purchase' and event_date between {{ year_and_days }} and {{ as_of_date() }}
    ),

    ranked as (
        select
            cart_days.*,
            row_number() over (
                partition by cart_days.customer_id, cart_days.event_date
                order by cart_days.last_occurred_at desc, cart_days.channel
            ) as newness
        from cart_days
    ),

    carts as (
        select
            ranked.customer_id,
            ranked.event_date as cart_date,
            ranked.last_occurred_at as filled_at,
            ranked.last_amount as cart_amount,
            lead(ranked.event_date) over (
                partition by ranked.customer_id order by ranked.event_date
            ) as next_cart_date,
            cast(
                {{ dbt.dateadd("day", var("cart_abandoned_days"), "ranked.event_date") }} as date
            ) as waited_date
        from ranked
        where ranked.newness = 1
    ),

    -- Whatever says that the person bought: an order of any source, or the site's own event.
    purchases as (
        select
            ordered_days.customer_id,
            ordered_days.order_date as bought_date,
            ordered_days.last_ordered_at as bought_at
        from ordered_days
        union all
        select
            bought_days.customer_id,
            bought_days.event_date as bought_date,
            bought_days.last_occurred_at as bought_at
        from bought_days
    ),

    -- distinct: a person may buy more than once in the days that a cart is given
    bought as (
        select distinct carts.customer_id, carts.cart_date
        from carts
        inner join purchases on carts.customer_id = purchases.customer_id
        where purchases.bought_at >= carts.filled_at and purchases.bought_date <= carts.waited_date
    )

select
    carts.customer_id,
    carts.cart_date,
    carts.filled_at,
    carts.cart_amount,
    case
        when bought.customer_id is not null
        then 'bought'
        when carts.next_cart_date <= carts.waited_date
        then 'continued'
        when carts.waited_date > {{ as_of_date() }}
        then 'waiting'
        else 'abandoned'
    end as outcome
from carts
left join bought on carts.customer_id = bought.customer_id and carts.cart_date = bought.cart_date
