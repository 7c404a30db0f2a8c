-- One row per address that is a member of an audience or was written to.
-- A record is made of every good row that names the address, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("mailchimp"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select email, full_name, phone, _first_seen_at, _delivered_at, _row_hash, _load_seq,
        from {{ ref("stg_mailchimp__members_rows") }}
        where _fate <> 'quarantined'
        union all
        select
            email,
            cast(null as varchar) as full_name,
            cast(null as varchar) as phone,
            _first_seen_at,
            _delivered_at,
            _row_hash,
            _load_seq,
        from {{ ref("stg_mailchimp__activity_rows") }}
        where _fate <> 'quarantined'
    ),

    ranked as (
        select
            *,
            {{ contact_key("email") }} as source_key,
            row_number() over (
                partition by {{ contact_key("email") }}
                order by _delivered_at desc, full_name, phone, _row_hash, _load_seq
            ) as newness,
        from statements
        {% if is_incremental() %}
            where
                {{ contact_key("email") }} in (
                    select {{ contact_key("email") }}
                    from statements
                    where _load_seq > {{ var("loads_above") }}
                )
        {% endif %}
    ),

    records as (
        select
            source_key,
            min(email) as email,
            {{ value_by_rank("full_name", "newness") }} as full_name,
            {{ value_by_rank("phone", "newness") }} as phone,
            min(_first_seen_at) as first_seen_at,
            max(_delivered_at) as updated_at,
            max(_load_seq) as _load_seq,
        from ranked
        group by source_key
    )

select
    'mailchimp:' || source_key as record_id,
    'mailchimp' as source,
    source_key,
    first_seen_at,
    updated_at,
    full_name,
    email,
    phone,
    cast(null as date) as birth_date,
    cast(null as varchar) as gender,
    cast(null as varchar) as place,
    cast(null as varchar) as country,
    cast(null as varchar) as postal_code,
    cast(null as varchar) as occupation,
    cast(null as varchar) as acquisition_source,
    false as is_pseudo,
    false as is_deleted,
    _load_seq,
from records
