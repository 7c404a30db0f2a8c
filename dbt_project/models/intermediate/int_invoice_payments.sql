-- One row per invoice_payment_id.
with invoice_payments as ({{ conformed("invoice_payments") }})

select
    invoice_payments.invoice_payment_id,
    invoice_payments.invoice_id,
    invoice_payments.source,
    invoice_payments.paid_date,
    invoice_payments.amount,
    invoice_payments.method,
    invoice_payments._load_seq
from invoice_payments
