-- One row per record_id.
with
    idn_records as (select * from {{ ref("idn_records") }}),

    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    identifiers as (
        select
            idn_identifiers.record_id,
            min(case when idn_identifiers.kind = 'email' then idn_identifiers.value end) as email,
            min(case when idn_identifiers.kind = 'phone' then idn_identifiers.value end) as phone
        from idn_identifiers
        group by idn_identifiers.record_id
    )

select
    idn_records.record_id,
    idn_records.full_name,
    idn_records.birth_date,
    idn_records.gender,
    identifiers.email,
    identifiers.phone,
    idn_records.national_id,
    idn_records.address,
    idn_records.place as city,
    idn_records.postal_code as postcode,
    idn_records.occupation
from idn_records
left join identifiers on idn_records.record_id = identifiers.record_id
where idn_records.full_name is not null and not idn_records.is_pseudo
