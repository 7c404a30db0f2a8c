-- One row per visitor and channel that the sheet asks about. Ya is a grant; Tidak is a
-- withdrawal, because who says no at
-- the desk expects no message on the ground of an older yes. A blank answer says nothing.
{{ config(enabled=source_is_enabled("sign_ups")) }}

with
    visitors as (select * from {{ ref("stg_sign_ups__visitors_rows") }} where _fate = 'current'),

    answers as (
        select
            _key,
            email as contact,
            'email' as contact_kind,
            'email' as channel,
            setuju_email as agrees,
            waktu_daftar,
            _delivered_at,
            _last_load_seq,
        from visitors
        where email is not null and setuju_email is not null
        union all
        select
            _key,
            no_hp as contact,
            'phone' as contact_kind,
            'whatsapp' as channel,
            setuju_whatsapp as agrees,
            waktu_daftar,
            _delivered_at,
            _last_load_seq,
        from visitors
        where no_hp is not null and setuju_whatsapp is not null
    )

select
    'sign_ups:' || {{ contact_key("_key") }} || ':' || channel as consent_id,
    'sign_ups' as source,
    contact,
    contact_kind,
    channel,
    'marketing' as purpose,
    case when agrees then 'grant' else 'withdraw' end as action,
    waktu_daftar as occurred_at,
    _delivered_at as received_at,
    'consent' as lawful_basis,
    cast(null as varchar) as notice_version,
    'event_form' as method,
    cast(null as timestamp) as expires_at,
    _last_load_seq as _load_seq,
from answers
