-- One row per payment of an invoice.
{{ config(enabled=source_is_enabled("accounting")) }}

with payments as (select * from {{ ref("stg_accounting__payments_rows") }} where _fate = 'current')

select
    'accounting:' || no_bayar as invoice_payment_id,
    'accounting:' || no_faktur as invoice_id,
    'accounting' as source,
    tanggal as paid_date,
    jumlah as amount,
    cara as method,
    _last_load_seq as _load_seq,
from payments
