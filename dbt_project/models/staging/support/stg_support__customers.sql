-- One row per requester of the support desk: an e-mail address, or a phone where the ticket has
-- no address.
-- A record is made of every good row that names the contact, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("support"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select
            {{ contact_key("coalesce(requester_email, requester_phone)") }} as source_key,
            requester_email as email,
            requester_phone as phone,
            updated_at,
            _first_seen_at,
            _load_seq,
        from {{ ref("stg_support__tickets_rows") }}
        where
            _fate <> 'quarantined' and coalesce(requester_email, requester_phone) is not null
            {% if is_incremental() %}
                and {{ contact_key("coalesce(requester_email, requester_phone)") }} in (
                    select {{ contact_key("coalesce(requester_email, requester_phone)") }}
                    from {{ ref("stg_support__tickets_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    ),

    records as (
        select
            source_key,
            min(email) as email,
            min(_first_seen_at) as first_seen_at,
            max(updated_at) as updated_at,
            max(_load_seq) as _load_seq,
        from statements
        group by source_key
    ),

    phones as (
        select source_key, phone, max(updated_at) as said_at,
        from statements
        where phone is not null
        group by source_key, phone
    ),

    ranked_phones as (
        select
            source_key,
            phone,
            row_number() over (partition by source_key order by said_at desc, phone) as phone_rank,
        from phones
    ),

    newest_phones as (select source_key, phone from ranked_phones where phone_rank = 1)

select
    'support:' || records.source_key as record_id,
    'support' as source,
    records.source_key,
    records.first_seen_at,
    records.updated_at,
    cast(null as varchar) as full_name,
    records.email as email,
    newest_phones.phone as phone,
    cast(null as date) as birth_date,
    cast(null as varchar) as gender,
    cast(null as varchar) as place,
    cast(null as varchar) as country,
    cast(null as varchar) as postal_code,
    cast(null as varchar) as occupation,
    cast(null as varchar) as acquisition_source,
    false as is_pseudo,
    false as is_deleted,
    records._load_seq,
from records
left join newest_phones on records.source_key = newest_phones.source_key
