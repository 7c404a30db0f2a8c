-- One row per raw_phone.
with
    idn_records as (select * from {{ ref("idn_records") }}),

    consents as ({{ conformed("consents") }}),

    -- union: each string once, however many records and consents hold it
    strings as (
        select idn_records.phone as raw_phone
        from idn_records
        where idn_records.phone is not null
        union
        select trim(consents.contact) as raw_phone
        from consents
        where consents.contact_kind = 'phone' and trim(consents.contact) <> ''
    )

select strings.raw_phone
from strings
