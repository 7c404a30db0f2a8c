{#-
    A query of one row per customer_id and product_id: the items in at least half of a person's last orders, with the usual
    quantity, store and hour. `orders` names a CTE of kept orders (customer_id, order_id, ordered_at, store_id), `items` one of what was
    kept of them (order_id, product_id, quantity).
-#}
{% macro usual_items(orders, items) %}
    with
        numbered as (
            select
                {{ orders }}.*,
                {{ minute_of_day(orders ~ ".ordered_at") }} as minute_of_day,
                row_number() over (
                    partition by {{ orders }}.customer_id
                    order by {{ orders }}.ordered_at desc, {{ orders }}.order_id desc
                ) as newness
            from {{ orders }}
        ),

        last_orders as (
            select
                numbered.*,
                count(*) over (partition by numbered.customer_id) as considered_order_count
            from numbered
            where numbered.newness <= {{ var("usual_order_count") }}
        ),

        -- The middle one of the known times, the earlier where two are in the middle: somebody
        -- was there then.
        timed as (
            select
                last_orders.customer_id,
                last_orders.minute_of_day,
                row_number() over (
                    partition by last_orders.customer_id
                    order by last_orders.minute_of_day, last_orders.order_id
                ) as place,
                count(*) over (partition by last_orders.customer_id) as known_count
            from last_orders
            where last_orders.minute_of_day is not null
        ),

        hours as (
            select timed.customer_id, cast(floor(timed.minute_of_day / 60) as integer) as usual_hour
            from timed
            where timed.place * 2 = timed.known_count or timed.place * 2 = timed.known_count + 1
        ),

        visited as (
            select
                last_orders.customer_id,
                last_orders.store_id,
                count(*) as order_count,
                min(last_orders.newness) as newness
            from last_orders
            where last_orders.store_id is not null
            group by last_orders.customer_id, last_orders.store_id
        ),

        stores as (
            select
                visited.customer_id,
                visited.store_id,
                row_number() over (
                    partition by visited.customer_id
                    order by visited.order_count desc, visited.newness
                ) as preference
            from visited
        ),

        placed as (
            select
                last_orders.customer_id,
                last_orders.considered_order_count,
                {{ items }}.product_id,
                {{ items }}.quantity,
                row_number() over (
                    partition by last_orders.customer_id, {{ items }}.product_id
                    order by {{ items }}.quantity, last_orders.order_id
                ) as place,
                count(*) over (
                    partition by last_orders.customer_id, {{ items }}.product_id
                ) as order_count
            from last_orders
            inner join {{ items }} on last_orders.order_id = {{ items }}.order_id
            where {{ items }}.quantity > 0
        ),

        -- The middle quantity, the smaller of two: nobody buys one and a half.
        wanted as (
            select
                placed.customer_id,
                placed.product_id,
                placed.considered_order_count,
                placed.order_count,
                placed.quantity as usual_quantity
            from placed
            where placed.place * 2 = placed.order_count or placed.place * 2 = placed.order_count + 1
        )

    select
        wanted.customer_id,
        wanted.product_id,
        cast(wanted.usual_quantity as decimal(18, 3)) as usual_quantity,
        wanted.order_count,
        wanted.considered_order_count,
        stores.store_id as usual_store_id,
        hours.usual_hour
    from wanted
    left join stores on wanted.customer_id = stores.customer_id and stores.preference = 1
    left join hours on wanted.customer_id = hours.customer_id
    where
        wanted.order_count * 2 >= wanted.considered_order_count
        and wanted.order_count >= {{ var("usual_item_order_count_min") }}
{% endmacro %}
