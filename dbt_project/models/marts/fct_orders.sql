-- One row per order_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_orders",
        touched_key="order_id",
        on_schema_change="fail",
    )
}}
-- depends_on: {{ ref("int_touched_orders") }}
with
    int_valued_orders as (
        select *
        from {{ ref("int_valued_orders") }}
        where
            is_converted
            {%- if is_incremental() %}
                and order_id in {{ touched_keys("int_touched_orders", "order_id") }}
            {%- endif %}
    )

select
    int_valued_orders.order_id,
    int_valued_orders.source,
    int_valued_orders.record_id,
    int_valued_orders.customer_id,
    int_valued_orders.ordered_at,
    int_valued_orders.order_date,
    int_valued_orders.channel,
    int_valued_orders.store_id,
    int_valued_orders.cashier,
    int_valued_orders.status,
    int_valued_orders.status = 'fulfilled' as is_fulfilled,
    int_valued_orders.status = 'fulfilled'
    and int_valued_orders.sale_line_count > 0
    and int_valued_orders.fully_returned_date is null as is_kept,
    int_valued_orders.fully_returned_date,
    int_valued_orders.campaign_id,
    int_valued_orders.sale_line_count,
    int_valued_orders.sold_quantity,
    int_valued_orders.gross_amount,
    int_valued_orders.seller_discount_amount,
    int_valued_orders.returned_amount,
    int_valued_orders.net_amount,
    int_valued_orders.shipping_amount,
    int_valued_orders.delivery_method,
    int_valued_orders.currency,
    int_valued_orders.exchange_rate
from int_valued_orders
