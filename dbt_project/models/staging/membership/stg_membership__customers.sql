-- One row per card of the membership programme; who holds two cards has two records.
{{ config(enabled=source_is_enabled("membership")) }}

with members as (select * from {{ ref("stg_membership__members_rows") }} where _fate = 'current')

select
    'membership:' || member_no as record_id,
    'membership' as source,
    member_no as source_key,
    _first_seen_at as first_seen_at,
    updated_at,
    full_name,
    email,
    phone,
    birth_date,
    gender,
    city as place,
    '{{ var("phone_region") }}' as country,
    cast(null as varchar) as postal_code,
    cast(null as varchar) as occupation,
    cast(null as varchar) as acquisition_source,
    nik as national_id,
    member_no as loyalty_number,
    instagram as social_handle,
    address,
    {{ is_pseudo_account("full_name") }} as is_pseudo,
    false as is_deleted,
    _last_load_seq as _load_seq,
from members
