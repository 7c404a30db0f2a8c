-- One row per invoice of the book-keeping.
{{ config(enabled=source_is_enabled("invoices")) }}

with invoices as (select * from {{ ref("stg_invoices__invoices_rows") }} where _fate = 'current')

select
    'invoices:' || invoice_no as invoice_id,
    'invoices' as source,
    'invoices:' || {{ contact_key("contact") }} as record_id,
    invoice_date as issued_date,
    due_date,
    amount,
    '{{ var("currency") }}' as currency,
    case
        when status in ('lunas', 'paid')
        then 'paid'
        when status in ('batal', 'cancelled', 'void')
        then 'cancelled'
        else 'open'
    end as status,
    _last_load_seq as _load_seq,
from invoices
