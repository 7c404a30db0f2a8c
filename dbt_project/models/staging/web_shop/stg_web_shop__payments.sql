-- One row per payment of the web shop; an order may have several.
{{ config(enabled=source_is_enabled("web_shop")) }}

with payments as (select * from {{ ref("stg_web_shop__payments_rows") }} where _fate = 'current')

select
    'web_shop:' || payment_id as payment_id,
    'web_shop:' || order_id as order_id,
    'web_shop' as source,
    case
        when method in ('cash', 'qris', 'wallet', 'virtual_account', 'card', 'paylater')
        then method
        when method = 'cod'
        then 'cash_on_delivery'
        else 'other'
    end as family,
    provider,
    tenor_months,
    amount,
    paid_at,
    _last_load_seq as _load_seq,
from payments
