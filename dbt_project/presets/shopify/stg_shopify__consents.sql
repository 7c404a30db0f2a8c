-- One row per customer of the shop, channel and change of the answer that exports tell.
-- An export has no time of the answer: it was given no later than the first export that tells it.
-- One that only repeats
-- it is no news, so that it never outdoes a withdrawal made elsewhere in between. A first "no"
-- takes nothing back.
{{ config(enabled=source_is_enabled("shopify")) }}

with
    accounts as (
        select * from {{ ref("stg_shopify__customers_rows") }} where _fate <> 'quarantined'
    ),

    answers as (
        select
            _key,
            _row_hash,
            _line,
            _delivered_at,
            _last_load_seq,
            email as contact,
            'email' as contact_kind,
            'email' as channel,
            accepts_email as answer,
        from accounts
        where email is not null and accepts_email is not null
        union all
        select
            _key,
            _row_hash,
            _line,
            _delivered_at,
            _last_load_seq,
            phone as contact,
            'phone' as contact_kind,
            'sms' as channel,
            accepts_sms as answer,
        from accounts
        where phone is not null and accepts_sms is not null
    ),

    ordered_answers as (
        select
            *,
            lag(answer) over (
                partition by _key, channel, lower(contact) order by _delivered_at, _row_hash, _line
            ) as answer_before,
            row_number() over (
                partition by _key, channel, lower(contact) order by _delivered_at, _row_hash, _line
            ) as answer_number,
        from answers
    )

select
    'shopify:'
    || _key
    || ':'
    || channel
    || ':'
    || {{ contact_key("contact") }}
    || ':'
    || cast(answer_number as varchar) as consent_id,
    'shopify' as source,
    contact,
    contact_kind,
    channel,
    'marketing' as purpose,
    case when answer then 'grant' else 'withdraw' end as action,
    _delivered_at as occurred_at,
    _delivered_at as received_at,
    case when answer then 'consent' end as lawful_basis,
    cast(null as varchar) as notice_version,
    'shopify_export' as method,
    cast(null as timestamp) as expires_at,
    _last_load_seq as _load_seq,
from ordered_answers
where coalesce(answer_before, false) <> answer
