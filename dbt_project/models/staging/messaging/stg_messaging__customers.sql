-- One row per contact that the messaging tool wrote to or heard from.
-- A record is made of every good row of sends and events that names the contact, replaced ones
-- too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("messaging"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select contact, sent_at as said_at, _first_seen_at, _load_seq,
        from {{ ref("stg_messaging__sends_rows") }}
        where _fate <> 'quarantined'
        union all
        select contact, occurred_at as said_at, _first_seen_at, _load_seq,
        from {{ ref("stg_messaging__events_rows") }}
        where _fate <> 'quarantined'
    ),

    touched_statements as (
        select
            {{ contact_key("contact") }} as source_key, contact, said_at, _first_seen_at, _load_seq,
        from statements
        {% if is_incremental() %}
            where
                {{ contact_key("contact") }} in (
                    select {{ contact_key("contact") }}
                    from statements
                    where _load_seq > {{ var("loads_above") }}
                )
        {% endif %}
    ),

    records as (
        select
            source_key,
            min(contact) as contact,
            min(_first_seen_at) as first_seen_at,
            max(said_at) as updated_at,
            max(_load_seq) as _load_seq,
        from touched_statements
        group by source_key
    )

select
    'messaging:' || records.source_key as record_id,
    'messaging' as source,
    records.source_key,
    records.first_seen_at,
    records.updated_at,
    cast(null as varchar) as full_name,
    case when {{ contact_kind("records.contact") }} = 'email' then records.contact end as email,
    case when {{ contact_kind("records.contact") }} = 'phone' then records.contact end as phone,
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
