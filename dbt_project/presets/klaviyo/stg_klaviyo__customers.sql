-- One row per profile.
{{ config(enabled=source_is_enabled("klaviyo")) }}

with profiles as (select * from {{ ref("stg_klaviyo__profiles_rows") }} where _fate = 'current')

select
    'klaviyo:' || profile_id as record_id,
    'klaviyo' as source,
    profile_id as source_key,
    _first_seen_at as first_seen_at,
    _version as updated_at,
    full_name,
    email,
    phone,
    cast(null as date) as birth_date,
    cast(null as varchar) as gender,
    place,
    country,
    postal_code,
    cast(null as varchar) as occupation,
    cast(null as varchar) as acquisition_source,
    false as is_pseudo,
    false as is_deleted,
    _last_load_seq as _load_seq,
from profiles
