-- One row per fact whose rows or money differ from what its conforming staging views hold.
with
    int_orders as (select * from {{ ref("int_orders") }}),

    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    int_payments as (select * from {{ ref("int_payments") }}),

    int_interactions as (select * from {{ ref("int_interactions") }}),

    fct_orders as (select * from {{ ref("fct_orders") }}),

    fct_order_lines as (select * from {{ ref("fct_order_lines") }}),

    fct_payments as (select * from {{ ref("fct_payments") }}),

    fct_interactions as (select * from {{ ref("fct_interactions") }}),

    fct_unconverted_orders as (select * from {{ ref("fct_unconverted_orders") }}),

    -- What money of another currency is worth here is no matter of adding up.
    foreign_orders as (
        select int_orders.order_id
        from int_orders
        where coalesce(int_orders.currency, '') <> '{{ var("currency") }}'
    ),

    unconverted_lines as (
        select int_order_lines.*
        from int_order_lines
        inner join
            fct_unconverted_orders on int_order_lines.order_id = fct_unconverted_orders.order_id
    ),

    compared as (
        select
            'orders' as fact,
            (select count(*) from int_orders) as staged,
            (select count(*) from fct_orders)
            + (select count(*) from fct_unconverted_orders) as in_marts
        union all
        select
            'order lines' as fact,
            (select count(*) from int_order_lines) as staged,
            (select count(*) from fct_order_lines)
            + (select count(*) from unconverted_lines) as in_marts
        union all
        select
            'shipping' as fact,
            (
                select coalesce(sum(int_orders.shipping_amount), 0)
                from int_orders
                where
                    int_orders.order_id not in (select foreign_orders.order_id from foreign_orders)
            ) as staged,
            (
                select coalesce(sum(fct_orders.shipping_amount), 0)
                from fct_orders
                where
                    fct_orders.order_id not in (select foreign_orders.order_id from foreign_orders)
            ) as in_marts
        union all
        select
            'shipping in other currencies' as fact,
            (
                select
                    coalesce(
                        sum(
                            cast(
                                int_orders.shipping_amount
                                * fct_orders.exchange_rate as decimal(18, 2)
                            )
                        ),
                        0
                    )
                from int_orders
                inner join foreign_orders on int_orders.order_id = foreign_orders.order_id
                inner join fct_orders on int_orders.order_id = fct_orders.order_id
            ) as staged,
            (
                select coalesce(sum(fct_orders.shipping_amount), 0)
                from fct_orders
                inner join foreign_orders on fct_orders.order_id = foreign_orders.order_id
            ) as in_marts
        union all
        select
            'price of order lines' as fact,
            (
                select
                    coalesce(
                        sum(
                            cast(
                                int_order_lines.quantity
                                * int_order_lines.unit_price as decimal(18, 2)
                            )
                        ),
                        0
                    )
                from int_order_lines
                where
                    int_order_lines.order_id
                    not in (select foreign_orders.order_id from foreign_orders)
            ) as staged,
            (
                select
                    coalesce(
                        sum(
                            fct_order_lines.net_amount
                            + sign(fct_order_lines.quantity)
                            * abs(int_order_lines.seller_discount_amount)
                        ),
                        0
                    )
                from fct_order_lines
                inner join
                    int_order_lines on fct_order_lines.order_line_id = int_order_lines.order_line_id
                where
                    fct_order_lines.order_id
                    not in (select foreign_orders.order_id from foreign_orders)
            ) as in_marts
        union all
        select
            'payments' as fact,
            (select count(*) from int_payments) as staged,
            (select count(*) from fct_payments) as in_marts
        union all
        select
            'paid amount' as fact,
            (select coalesce(sum(int_payments.amount), 0) from int_payments) as staged,
            (select coalesce(sum(fct_payments.amount_in_currency), 0) from fct_payments) as in_marts
        union all
        select
            'interactions' as fact,
            (select count(*) from int_interactions) as staged,
            (select count(*) from fct_interactions) as in_marts
    )

select compared.fact, compared.staged, compared.in_marts
from compared
where compared.staged <> compared.in_marts
