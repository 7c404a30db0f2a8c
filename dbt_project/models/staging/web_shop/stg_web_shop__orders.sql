-- One row per order of the web shop.
-- Cash on delivery is fulfilled when it is completed, any other order when it is paid.
{{ config(enabled=source_is_enabled("web_shop")) }}

with orders as (select * from {{ ref("stg_web_shop__orders_rows") }} where _fate = 'current')

select
    'web_shop:' || order_id as order_id,
    'web_shop' as source,
    'web_shop:' || customer_id as record_id,
    ordered_at,
    {{ business_date("ordered_at") }} as order_date,
    'web' as channel,
    cast(null as varchar) as store_id,
    cast(null as varchar) as cashier,
    case
        when status = 'cancelled'
        then 'cancelled'
        when status = 'completed'
        then 'fulfilled'
        when status in ('paid', 'shipped') and coalesce(payment_method, '') <> 'cod'
        then 'fulfilled'
        else 'pending'
    end as status,
    currency,
    coalesce(shipping_amount, 0) as shipping_amount,
    coalesce(payment_method, '') = 'cod' as is_cash_on_delivery,
    -- The web shop keeps the messaging tool's campaign codes.
    'messaging:' || campaign_id as campaign_id,
    _last_load_seq as _load_seq,
from orders
