-- One row per loyalty phone of the point of sale, as the cashiers typed it.
-- A record is made of every good row that names the phone, replaced ones too: it only ever grows.
-- Walk-ins under a
-- pseudo account's name make no record, whatever phone stands beside.
{{
    config(
        enabled=source_is_enabled("pos"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select
            {{ contact_key("telepon") }} as source_key,
            pelanggan as full_name,
            telepon as phone,
            sold_at as said_at,
            _first_seen_at,
            _load_seq,
        from {{ ref("stg_pos__receipts_rows") }}
        where
            _fate <> 'quarantined'
            and telepon is not null
            and not {{ is_pseudo_account("pelanggan") }}
            {% if is_incremental() %}
                and {{ contact_key("telepon") }} in (
                    select {{ contact_key("telepon") }}
                    from {{ ref("stg_pos__receipts_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    ),

    records as (
        select
            source_key,
            min(phone) as phone,
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
    'pos:' || records.source_key as record_id,
    'pos' as source,
    records.source_key,
    records.first_seen_at,
    records.updated_at,
    newest_names.full_name as full_name,
    cast(null as varchar) as email,
    records.phone as phone,
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
