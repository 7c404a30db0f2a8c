-- One row per sign-up and per unsubscription that a member's row tells.
{{ config(enabled=source_is_enabled("mailchimp")) }}

with
    members as (select * from {{ ref("stg_mailchimp__members_rows") }} where _fate = 'current'),

    answers as (
        select *, 'grant' as action, opted_in_at as occurred_at, 'mailchimp_form' as method,
        from members
        where opted_in_at is not null
        union all
        select *, 'withdraw' as action, unsubscribed_at as occurred_at, 'unsubscribe' as method,
        from members
        where unsubscribed_at is not null
    )

select
    'mailchimp:' || {{ contact_key("email") }} || ':' || action as consent_id,
    'mailchimp' as source,
    email as contact,
    'email' as contact_kind,
    'email' as channel,
    'marketing' as purpose,
    action,
    occurred_at,
    _delivered_at as received_at,
    case when action = 'grant' then 'consent' end as lawful_basis,
    cast(null as varchar) as notice_version,
    method,
    cast(null as timestamp) as expires_at,
    _last_load_seq as _load_seq,
from answers
