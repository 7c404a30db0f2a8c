-- One row per order_id.
with orders as ({{ conformed("orders") }})

select
    orders.order_id,
    orders.source,
    orders.record_id,
    orders.ordered_at,
    orders.order_date,
    orders.channel,
    orders.store_id,
    orders.cashier,
    orders.status,
    orders.currency,
    orders.shipping_amount,
    orders.is_cash_on_delivery,
    orders.delivery_method,
    orders.voucher_code,
    orders.campaign_id,
    orders._load_seq
from orders
