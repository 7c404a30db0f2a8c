-- One row per phone on invoices, as the book-keeper typed it; where none is told, per address,
-- and then per name.
-- A record is made of every good row that names it, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("invoices"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select
            {{ contact_key("contact") }} as source_key,
            customer as full_name,
            phone,
            email,
            cast(invoice_date as timestamp) as said_at,
            _first_seen_at,
            _load_seq,
        from {{ ref("stg_invoices__invoices_rows") }}
        where
            _fate <> 'quarantined' and contact is not null
            {% if is_incremental() %}
                and {{ contact_key("contact") }} in (
                    select {{ contact_key("contact") }}
                    from {{ ref("stg_invoices__invoices_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    ),

    records as (
        select
            source_key,
            min(phone) as phone,
            min(email) as email,
            min(_first_seen_at) as first_seen_at,
            max(said_at) as updated_at,
            max(_load_seq) as _load_seq,
        from statements
        group by source_key
    ),

    names as (
        select source_key, full_name, max(said_at) as said_at,
        from statements
        where full_name is not null
        group by source_key, full_name
    ),

    ranked_names as (
        select
            source_key,
            full_name,
            row_number() over (
                partition by source_key order by said_at desc, full_name
            ) as name_rank,
        from names
    ),

    newest_names as (select source_key, full_name from ranked_names where name_rank = 1)

select
    'invoices:' || records.source_key as record_id,
    'invoices' as source,
    records.source_key,
    records.first_seen_at,
    records.updated_at,
    newest_names.full_name,
    records.email,
    records.phone,
    cast(null as date) as birth_date,
    cast(null as varchar) as gender,
    cast(null as varchar) as place,
    cast(null as varchar) as country,
    cast(null as varchar) as postal_code,
    cast(null as varchar) as occupation,
    cast(null as varchar) as acquisition_source,
    {{ is_pseudo_account("newest_names.full_name") }} as is_pseudo,
    false as is_deleted,
    records._load_seq,
from records
left join newest_names on records.source_key = newest_names.source_key
