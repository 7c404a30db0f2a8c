-- One row per record_id, kind and value.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="idn_touched_records",
        touched_key="record_id",
    )
}}
-- depends_on: {{ ref("idn_touched_records") }}
with
    idn_records as (
        select *
        from {{ ref("idn_records") }}
        {%- if is_incremental() %}
            where record_id in {{ touched_keys("idn_touched_records", "record_id") }}
        {%- endif %}
    ),

    idn_phones as (select * from {{ ref("idn_phones") }}),

    placeholder_contact_points as (select * from {{ ref("placeholder_contact_points") }}),

    addresses as (
        select
            idn_records.record_id,
            idn_records.source,
            idn_records.email,
            idn_records.is_pseudo,
            {{ matches("idn_records.email", email_pattern()) }} as is_well_formed,
            split_part(idn_records.email, '@', 1) as local_part,
            split_part(idn_records.email, '@', 2) as domain
        from idn_records
        where idn_records.email is not null
    ),

    judged_addresses as (
        select
            addresses.record_id,
            addresses.source,
            'email' as kind,
            addresses.email as value,
            addresses.is_pseudo,
            addresses.is_well_formed,
            exists (
                select 1
                from placeholder_contact_points
                where
                    (
                        placeholder_contact_points.part = 'address'
                        and placeholder_contact_points.value = addresses.email
                    )
                    or (
                        placeholder_contact_points.part = 'local_part'
                        and placeholder_contact_points.value = addresses.local_part
                    )
                    or (
                        placeholder_contact_points.part = 'domain'
                        and placeholder_contact_points.value = addresses.domain
                    )
            ) as is_placeholder
        from addresses
    ),

    phones as (
        select
            idn_records.record_id,
            idn_records.source,
            coalesce(idn_phones.e164, idn_phones.raw_phone) as value,
            idn_records.is_pseudo,
            idn_phones.is_valid
            and not exists (
                select 1
                from placeholder_contact_points
                where
                    placeholder_contact_points.part = 'number'
                    and placeholder_contact_points.value = idn_phones.e164
            ) as is_valid,
            idn_phones.kind,
            idn_phones.reason
        from idn_records
        inner join idn_phones on idn_records.phone = idn_phones.raw_phone
    ),

    delivered as (
        select
            idn_records.record_id,
            idn_records.source,
            'national_id' as kind,
            idn_records.national_id as as_delivered,
            {{ normalised_national_id("idn_records.national_id") }} as value,
            idn_records.is_pseudo
        from idn_records
        where idn_records.national_id is not null
        union all
        select
            idn_records.record_id,
            idn_records.source,
            'loyalty_number' as kind,
            idn_records.loyalty_number as as_delivered,
            {{ normalised_loyalty_number("idn_records.loyalty_number") }} as value,
            idn_records.is_pseudo
        from idn_records
        where idn_records.loyalty_number is not null
        union all
        select
            idn_records.record_id,
            idn_records.source,
            'social_handle' as kind,
            idn_records.social_handle as as_delivered,
            {{ normalised_social_handle("idn_records.social_handle") }} as value,
            idn_records.is_pseudo
        from idn_records
        where idn_records.social_handle is not null
    ),

    judged_numbers as (
        select
            delivered.*,
            case
                delivered.kind
                when 'national_id'
                then {{ is_national_id("delivered.value") }}
                when 'loyalty_number'
                then
                    {{ matches("delivered.value", "[0-9A-Z]{4,32}") }}
                    and not {{ matches("delivered.as_delivered", "[0-9][.,][0-9]+[eE][+]?[0-9]+") }}
                else {{ matches("delivered.value", "[a-z0-9._]{3,30}") }}
            end as is_well_formed,
            {{ matches("delivered.value", "([0Xx])+|1234567890?|0?123456789") }}
            or exists (
                select 1
                from placeholder_contact_points
                where
                    placeholder_contact_points.part = delivered.kind
                    and placeholder_contact_points.value = delivered.value
            ) as is_placeholder
        from delivered
    ),

    united as (
        select
            judged_addresses.record_id,
            judged_addresses.source,
            judged_addresses.kind,
            judged_addresses.value,
            judged_addresses.is_well_formed and not judged_addresses.is_placeholder as is_valid,
            false as is_mobile,
            judged_addresses.is_pseudo,
            case
                when judged_addresses.is_placeholder
                then 'email: a placeholder'
                when not judged_addresses.is_well_formed
                then 'email: not an address'
                else ''
            end as reason
        from judged_addresses
        union all
        select
            phones.record_id,
            phones.source,
            'phone' as kind,
            phones.value,
            phones.is_valid,
            phones.is_valid and phones.kind = 'mobile' as is_mobile,
            phones.is_pseudo,
            case
                when not phones.is_valid and phones.reason = ''
                then 'phone: a placeholder'
                else phones.reason
            end as reason
        from phones
        union all
        select
            judged_numbers.record_id,
            judged_numbers.source,
            judged_numbers.kind,
            coalesce(nullif(judged_numbers.value, ''), judged_numbers.as_delivered) as value,
            judged_numbers.is_well_formed and not judged_numbers.is_placeholder as is_valid,
            false as is_mobile,
            judged_numbers.is_pseudo,
            case
                when judged_numbers.is_placeholder
                then judged_numbers.kind || ': a placeholder'
                when not judged_numbers.is_well_formed
                then judged_numbers.kind || ': not one that exists'
                else ''
            end as reason
        from judged_numbers
    )

-- distinct: a cell of two numbers that are none gives its text twice
select distinct
    united.record_id,
    united.source,
    united.kind,
    united.value,
    united.is_valid,
    united.is_mobile,
    united.is_pseudo,
    united.reason
from united
