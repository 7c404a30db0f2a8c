-- One row per payment_id.
with payments as ({{ conformed("payments") }})

select
    payments.payment_id,
    payments.order_id,
    payments.source,
    payments.family,
    payments.provider,
    payments.tenor_months,
    payments.amount,
    payments.paid_at,
    payments._load_seq
from payments
