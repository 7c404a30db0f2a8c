-- One row per change of consent that the consent centre recorded, by contact point, channel and
-- purpose.
{{ config(enabled=source_is_enabled("consents")) }}

with changes as (select * from {{ ref("stg_consents__changes_rows") }} where _fate = 'current')

select
    'consents:' || change_id as consent_id,
    'consents' as source,
    contact,
    {{ contact_kind("contact") }} as contact_kind,
    channel,
    purpose,
    action,
    occurred_at,
    coalesce(received_at, _delivered_at) as received_at,
    lawful_basis,
    notice_version,
    method,
    expires_at,
    _last_load_seq as _load_seq,
from changes
