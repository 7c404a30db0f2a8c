-- One row per event by which a person asks to be written to no more: STOP, an unsubscription, a
-- reply that says nothing else.
{{ config(enabled=source_is_enabled("messaging")) }}

with
    opt_outs as (
        select *
        from {{ ref("stg_messaging__events_rows") }}
        where
            _fate = 'current'
            and (type in ('stop', 'unsubscribed') or (type = 'replied' and is_opt_out))
    )

select
    'messaging:' || event_id as consent_id,
    'messaging' as source,
    contact,
    {{ contact_kind("contact") }} as contact_kind,
    channel,
    'marketing' as purpose,
    'withdraw' as action,
    occurred_at,
    _delivered_at as received_at,
    cast(null as varchar) as lawful_basis,
    cast(null as varchar) as notice_version,
    'reply' as method,
    cast(null as timestamp) as expires_at,
    _last_load_seq as _load_seq,
from opt_outs
