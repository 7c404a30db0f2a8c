-- One row per profile and channel with an answer and its time. Who was never subscribed has given
-- none; whose address Klaviyo suppresses takes back what was given, whatever the profile says
-- beside.
{{ config(enabled=source_is_enabled("klaviyo")) }}
{%- set declared = conventions("klaviyo", "profiles") -%}

with
    profiles as (select * from {{ ref("stg_klaviyo__profiles_rows") }} where _fate = 'current'),

    told_suppressions as (
        select profile_id, {{ json_elements("email_suppressions") }} as told, from profiles
    ),

    suppressions as (
        select
            profile_id,
            max({{ to_timestamp_utc(json_at("told", "timestamp"), declared) }}) as suppressed_at,
        from told_suppressions
        group by profile_id
    ),

    answers as (
        select
            profiles.profile_id,
            profiles.email as contact,
            'email' as contact_kind,
            'email' as channel,
            case
                when suppressions.profile_id is null then profiles.email_consent else 'unsubscribed'
            end as answer,
            -- Lifted, a suppression is told no more: while it is told, it is newer than any answer.
            greatest(profiles.email_consent_at, suppressions.suppressed_at) as occurred_at,
            profiles._delivered_at,
            profiles._last_load_seq,
        from profiles
        left join suppressions on profiles.profile_id = suppressions.profile_id
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
        union all
        select
            profile_id,
            coalesce(whatsapp_phone, phone) as contact,
            'phone' as contact_kind,
            'whatsapp' as channel,
            whatsapp_consent as answer,
            whatsapp_consent_at as occurred_at,
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
