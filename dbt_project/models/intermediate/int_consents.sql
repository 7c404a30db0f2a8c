-- One row per consent_id and contact_value.
with
    consents as (
        {{ conformed("consents") }}
        {%- if var("form_consents") %}
            union all
            {{ form_consents() }}
        {%- endif %}
    ),

    idn_phones as (select * from {{ ref("idn_phones") }} where is_valid),

    addresses as (
        select consents.*, {{ normalised_email("consents.contact") }} as contact_value
        from consents
        where consents.contact_kind = 'email'
    ),

    numbers as (
        select consents.*, idn_phones.e164 as contact_value
        from consents
        left join idn_phones on trim(consents.contact) = idn_phones.raw_phone
        where consents.contact_kind = 'phone'
    ),

    united as (
        select *
        from addresses
        union all
        select *
        from numbers
    )

select
    united.consent_id,
    united.source,
    united.contact_kind,
    united.contact_value,
    united.channel,
    united.purpose,
    united.action,
    united.occurred_at,
    united.received_at,
    united.lawful_basis,
    united.notice_version,
    united.method,
    united.expires_at
from united
