-- One row per payment of an invoice.
{{ config(enabled=source_is_enabled("invoices")) }}

with payments as (select * from {{ ref("stg_invoices__payments_rows") }} where _fate = 'current')

select
    'invoices:' || payment_no as invoice_payment_id,
    'invoices:' || invoice_no as invoice_id,
    'invoices' as source,
    payment_date as paid_date,
    amount,
    method,
    _last_load_seq as _load_seq,
from payments
