-- One row when the customers' revenue is not that of their counted lines as of as_of.
with
    fct_order_lines as (
        select *
        from {{ ref("fct_order_lines") }}
        where
            is_counted
            and value_customer_id is not null
            and value_date <= {{ as_of_date() }}
            and booked_date <= {{ as_of_date() }}
    ),

    fct_customer_value as (select * from {{ ref("fct_customer_value") }}),

    lines as (
        select
            coalesce(sum(fct_order_lines.gross_amount), 0) as gross,
            coalesce(sum(fct_order_lines.net_amount), 0) as net
        from fct_order_lines
    ),

    customers as (
        select
            coalesce(sum(fct_customer_value.gross_revenue_lifetime), 0) as gross,
            coalesce(sum(fct_customer_value.net_revenue_lifetime), 0) as net
        from fct_customer_value
    )

select
    lines.gross as line_gross,
    customers.gross as customer_gross,
    lines.net as line_net,
    customers.net as customer_net
from lines
cross join customers
where lines.gross <> customers.gross or lines.net <> customers.net
