-- One row per line of an event's sign-up sheet; the same visitor of two events has two records.
{{ config(enabled=source_is_enabled("sign_ups")) }}

with visitors as (select * from {{ ref("stg_sign_ups__visitors_rows") }} where _fate = 'current')

select
    'sign_ups:' || {{ contact_key("_key") }} as record_id,
    'sign_ups' as source,
    {{ contact_key("_key") }} as source_key,
    _first_seen_at as first_seen_at,
    waktu_daftar as updated_at,
    nama as full_name,
    email,
    no_hp as phone,
    tanggal_lahir as birth_date,
    jenis_kelamin as gender,
    kota as place,
    '{{ var("phone_region") }}' as country,
    cast(null as varchar) as postal_code,
    pekerjaan as occupation,
    'event' as acquisition_source,
    {{ is_pseudo_account("nama") }} as is_pseudo,
    false as is_deleted,
    _last_load_seq as _load_seq,
from visitors
