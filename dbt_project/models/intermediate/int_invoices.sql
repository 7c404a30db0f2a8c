-- One row per invoice_id.
with invoices as ({{ conformed("invoices") }})

select
    invoices.invoice_id,
    invoices.source,
    invoices.record_id,
    invoices.issued_date,
    invoices.due_date,
    invoices.amount,
    invoices.currency,
    invoices.status,
    invoices._load_seq
from invoices
