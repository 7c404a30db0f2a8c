-- One row per profile and channel with an answer and its time. Who was never subscribed has given
-- none.
{{ config(enabled=source_is_enabled("klaviyo")) }}

with
    profiles as (select * from {{ ref("stg_klaviyo__profiles_rows") }} where _fate = 'current'),

    answers as (
        select
            profile_id,
            email as contact,
            'email' as contact_kind,
            'email' as channel,
            email_consent as answer,
            email_consent_at as occurred_at,
            _delivered_at,
            _last_load_seq,
        from profiles
        union all
        select
            profile_id,
            phone as contact,
            'phone' as contact_kind,
            'sms' as channel,
            sms_consent as answer,
            sms_consent_at as occurred_at,
            _delivered_at,
            _last_load_seq,
        from profiles
    )

select
    'klaviyo:' || profile_id || ':' || channel as consent_id,
    'klaviyo' as source,
    contact,
    contact_kind,
    channel,
    'marketing' as purpose,
    case when answer = 'subscribed' then 'grant' else 'withdraw' end as action,
    -- A withdrawal without a time holds from when it was heard of.
    coalesce(occurred_at, _delivered_at) as occurred_at,
    _delivered_at as received_at,
    case when answer = 'subscribed' then 'consent' end as lawful_basis,
    cast(null as varchar) as notice_version,
    'klaviyo_profile' as method,
    cast(null as timestamp) as expires_at,
    _last_load_seq as _load_seq,
from answers
where
    contact is not null
    and (answer = 'unsubscribed' or (answer = 'subscribed' and occurred_at is not null))
