-- One row per id of a signed-in user.
-- A record is made of every good row that names the id, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("ga4"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select user_id, occurred_at, _load_seq,
        from {{ ref("stg_ga4__events_rows") }}
        where
            _fate <> 'quarantined' and user_id is not null
            {% if is_incremental() %}
                and user_id in (
                    select user_id
                    from {{ ref("stg_ga4__events_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    )

select
    'ga4:' || user_id as record_id,
    'ga4' as source,
    user_id as source_key,
    min(occurred_at) as first_seen_at,
    max(occurred_at) as updated_at,
    cast(null as varchar) as full_name,
    cast(null as varchar) as email,
    cast(null as varchar) as phone,
    cast(null as date) as birth_date,
    cast(null as varchar) as gender,
    cast(null as varchar) as place,
    cast(null as varchar) as country,
    cast(null as varchar) as postal_code,
    cast(null as varchar) as occupation,
    cast(null as varchar) as acquisition_source,
    false as is_pseudo,
    false as is_deleted,
    max(_load_seq) as _load_seq,
from statements
group by user_id
