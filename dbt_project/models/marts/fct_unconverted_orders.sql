-- One row per order_id.
with
    int_valued_orders as (select * from {{ ref("int_valued_orders") }} where not is_converted),

    int_valued_lines as (select * from {{ ref("int_valued_lines") }}),

    line_counts as (
        select int_valued_lines.order_id, count(*) as line_count
        from int_valued_lines
        inner join int_valued_orders on int_valued_lines.order_id = int_valued_orders.order_id
        group by int_valued_lines.order_id
    )

select
    int_valued_orders.order_id,
    int_valued_orders.source,
    int_valued_orders.order_date,
    int_valued_orders.status,
    int_valued_orders.currency,
    coalesce(line_counts.line_count, 0) as line_count,
    int_valued_orders.net_amount as net_amount_in_currency
from int_valued_orders
left join line_counts on int_valued_orders.order_id = line_counts.order_id
