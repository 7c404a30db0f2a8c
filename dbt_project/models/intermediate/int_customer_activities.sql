-- One row per customer_id.
with
    int_customer_event_days as (select * from {{ ref("int_customer_event_days") }}),

    int_customer_days as (select * from {{ ref("int_customer_days") }}),

    -- Complaints are known when they are known, even after as_of: silence towards an angry person
    -- is never too early.
    complaints as (
        select int_customer_event_days.customer_id
        from int_customer_event_days
        where int_customer_event_days.kind = 'complaint_opened'
        group by int_customer_event_days.customer_id
        having sum(int_customer_event_days.open_count) > 0
    ),

    cart_days as (
        select
            int_customer_event_days.customer_id,
            int_customer_event_days.last_occurred_at,
            int_customer_event_days.last_amount,
            row_number() over (
                partition by int_customer_event_days.customer_id
                order by int_customer_event_days.event_date desc, int_customer_event_days.channel
            ) as newness
        from int_customer_event_days
        where
            int_customer_event_days.kind = 'cart_add'
            and int_customer_event_days.event_date <= {{ as_of_date() }}
    ),

    carts as (
        select
            cart_days.customer_id,
            cart_days.last_occurred_at as last_cart_at,
            cart_days.last_amount as last_cart_amount
        from cart_days
        where cart_days.newness = 1
    ),

    -- Whatever says that the person bought, at any time since: an order of any source, or the
    -- site's own event.
    buying_moments as (
        select int_customer_days.customer_id, int_customer_days.last_ordered_at as bought_at
        from int_customer_days
        where int_customer_days.last_ordered_at is not null
        union all
        select
            int_customer_event_days.customer_id,
            int_customer_event_days.last_occurred_at as bought_at
        from int_customer_event_days
        where int_customer_event_days.kind = 'purchase'
    ),

    last_purchases as (
        select buying_moments.customer_id, max(buying_moments.bought_at) as last_bought_at
        from buying_moments
        group by buying_moments.customer_id
    ),

    store_days as (
        select
            int_customer_days.customer_id,
            int_customer_days.store_id,
            row_number() over (
                partition by int_customer_days.customer_id
                order by
                    int_customer_days.order_date desc,
                    int_customer_days.last_ordered_at desc,
                    int_customer_days.source,
                    int_customer_days.store_id,
                    int_customer_days.booked_date
            ) as newness
        from int_customer_days
        where
            int_customer_days.channel = 'store'
            and int_customer_days.store_id <> ''
            and int_customer_days.kept_order_count > 0
            and int_customer_days.order_date <= {{ as_of_date() }}
    ),

    -- union: each person once
    people as (
        select complaints.customer_id
        from complaints
        union
        select carts.customer_id
        from carts
        union
        select store_days.customer_id
        from store_days
    )

select
    people.customer_id,
    complaints.customer_id is not null as has_open_complaint,
    carts.last_cart_at,
    carts.last_cart_amount,
    coalesce(
        last_purchases.last_bought_at >= carts.last_cart_at, false
    ) as has_purchase_after_last_cart,
    store_days.store_id as last_store_id
from people
left join complaints on people.customer_id = complaints.customer_id
left join carts on people.customer_id = carts.customer_id
left join last_purchases on people.customer_id = last_purchases.customer_id
left join store_days on people.customer_id = store_days.customer_id and store_days.newness = 1
