-- One row per invoice of the accounting package.
{{ config(enabled=source_is_enabled("accounting")) }}

with invoices as (select * from {{ ref("stg_accounting__invoices_rows") }} where _fate = 'current')

select
    'accounting:' || no_faktur as invoice_id,
    'accounting' as source,
    'accounting:' || {{ contact_key("telepon") }} as record_id,
    tanggal as issued_date,
    jatuh_tempo as due_date,
    jumlah as amount,
    '{{ var("currency") }}' as currency,
    case
        status
        when 'lunas'
        then 'paid'
        when 'belum lunas'
        then 'open'
        when 'batal'
        then 'cancelled'
        else status
    end as status,
    _last_load_seq as _load_seq,
from invoices
