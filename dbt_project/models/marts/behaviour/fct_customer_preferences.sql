-- One row per customer_id.
with
    int_customer_attributes as (
        select customer_id, is_pseudo from {{ ref("int_customer_attributes") }}
    ),

    int_favourite_products as (select * from {{ ref("int_favourite_products") }}),

    int_main_categories as (select * from {{ ref("int_main_categories") }}),

    int_customer_habits as (select * from {{ ref("int_customer_habits") }}),

    int_later_customers as (select * from {{ ref("int_later_customers") }}),

    fct_customer_channels as (
        select * from {{ ref("fct_customer_channels") }} where kept_order_count_lifetime > 0
    ),

    dim_products as (select product_id, name from {{ ref("dim_products") }}),

    orders as (
        select
            int_valued_orders.customer_id,
            int_valued_orders.order_id,
            int_valued_orders.ordered_at,
            int_valued_orders.delivery_method,
            case
                when int_valued_orders.is_converted
                then int_valued_orders.gross_amount - int_valued_orders.seller_discount_amount
            end as order_amount
        from {{ ref("int_valued_orders") }} as int_valued_orders
        inner join
            int_later_customers on int_valued_orders.customer_id = int_later_customers.customer_id
        where
            int_valued_orders.status = 'fulfilled'
            and int_valued_orders.sale_line_count > 0
            and int_valued_orders.order_date <= {{ as_of_date() }}
    ),

    payments as (select * from {{ ref("int_payments") }}),

    clicks as (
        select fct_interactions.customer_id, fct_interactions.occurred_at
        from {{ ref("fct_interactions") }} as fct_interactions
        inner join
            int_later_customers on fct_interactions.customer_id = int_later_customers.customer_id
        where
            fct_interactions.kind in ('opened', 'clicked')
            and fct_interactions.event_date <= {{ as_of_date() }}
    ),

    -- Of whom nothing is known after as_of, what the local model says; the few others are worked
    -- out again.
    united as (
        select int_customer_habits.*
        from int_customer_habits
        where
            int_customer_habits.customer_id
            not in (select int_later_customers.customer_id from int_later_customers)
        union all
        select again.*
        from ({{ customer_habits("orders", "payments", "clicks") }}) as again
    ),

    habits as (
        select
            united.*,
            case
                when united.credit_order_count > united.cash_order_count
                then 'credit'
                when united.cash_order_count > 0
                then 'cash'
            end as payment_group,
            {{
                ratio(
                    "united.cash_amount + united.credit_amount",
                    "united.cash_order_count + united.credit_order_count",
                )
            }} as average_paid_order
        from united
    ),

    -- What people spend on an order that they pay in cash, and on one paid on credit.
    peers as (
        select
            {{ ratio("sum(habits.cash_amount)", "sum(habits.cash_order_count)") }} as cash_order,
            {{ ratio("sum(habits.credit_amount)", "sum(habits.credit_order_count)") }}
            as credit_order
        from habits
        inner join
            int_customer_attributes on habits.customer_id = int_customer_attributes.customer_id
        where not int_customer_attributes.is_pseudo
    ),

    stores as (
        select
            fct_customer_channels.customer_id,
            fct_customer_channels.store_id,
            row_number() over (
                partition by fct_customer_channels.customer_id
                order by
                    fct_customer_channels.kept_order_count_lifetime desc,
                    fct_customer_channels.last_order_date desc,
                    fct_customer_channels.store_id,
                    fct_customer_channels.channel
            ) as preference
        from fct_customer_channels
        where fct_customer_channels.store_id <> ''
    ),

    channel_sums as (
        select
            fct_customer_channels.customer_id,
            fct_customer_channels.channel,
            sum(fct_customer_channels.kept_order_count_lifetime) as order_count,
            max(fct_customer_channels.last_order_date) as last_order_date
        from fct_customer_channels
        group by fct_customer_channels.customer_id, fct_customer_channels.channel
    ),

    channels as (
        select
            channel_sums.customer_id,
            channel_sums.channel,
            row_number() over (
                partition by channel_sums.customer_id
                order by
                    channel_sums.order_count desc,
                    channel_sums.last_order_date desc,
                    channel_sums.channel
            ) as preference
        from channel_sums
    )

select
    int_customer_attributes.customer_id,
    int_favourite_products.product_id as favourite_product_id,
    first_products.name as favourite_product,
    int_favourite_products.second_product_id as second_favourite_product_id,
    int_favourite_products.third_product_id as third_favourite_product_id,
    int_main_categories.main_category as favourite_category,
    int_main_categories.second_category as second_favourite_category,
    int_main_categories.third_category as third_favourite_category,
    channels.channel as favourite_channel,
    stores.store_id as favourite_store_id,
    habits.delivery_method as favourite_delivery_method,
    habits.payment_family as favourite_payment_family,
    habits.payment_group,
    {{ share("habits.credit_order_count", "habits.cash_order_count + habits.credit_order_count") }}
    as credit_order_share_lifetime,
    {{ ratio("habits.cash_amount", "habits.cash_order_count") }}
    as average_cash_order_value_lifetime,
    {{ ratio("habits.credit_amount", "habits.credit_order_count") }}
    as average_credit_order_value_lifetime,
    case
        when int_customer_attributes.is_pseudo
        then null
        when habits.payment_group = 'credit'
        then
            case
                when peers.credit_order > habits.average_paid_order
                then peers.credit_order - habits.average_paid_order
                else 0
            end
        when habits.payment_group = 'cash'
        then
            case
                when peers.cash_order > habits.average_paid_order
                then peers.cash_order - habits.average_paid_order
                else 0
            end
    end as payment_headroom_amount,
    case
        when habits.contact_moment_count >= {{ var("contact_moment_count_min") }}
        then habits.contact_weekday
    end as best_contact_weekday,
    case
        when habits.contact_moment_count >= {{ var("contact_moment_count_min") }}
        then habits.contact_hour
    end as best_contact_hour,
    coalesce(habits.contact_moment_count, 0) as contact_moment_count_lifetime
from int_customer_attributes
cross join peers
left join
    int_favourite_products
    on int_customer_attributes.customer_id = int_favourite_products.customer_id
left join
    int_main_categories on int_customer_attributes.customer_id = int_main_categories.customer_id
left join
    dim_products as first_products on int_favourite_products.product_id = first_products.product_id
left join habits on int_customer_attributes.customer_id = habits.customer_id
left join
    channels
    on int_customer_attributes.customer_id = channels.customer_id
    and channels.preference = 1
left join
    stores on int_customer_attributes.customer_id = stores.customer_id and stores.preference = 1
