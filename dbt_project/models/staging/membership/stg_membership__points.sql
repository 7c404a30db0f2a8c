-- One row per entry of the membership programme's points ledger.
-- What leaves the account is negative, whichever sign the programme writes.
{{ config(enabled=source_is_enabled("membership")) }}

with points as (select * from {{ ref("stg_membership__points_rows") }} where _fate = 'current')

select
    'membership:' || entry_id as points_entry_id,
    'membership' as source,
    'membership:' || member_no as record_id,
    kind,
    case when kind in ('redeem', 'expire') then - abs(points) else points end as points,
    occurred_at,
    case when kind = 'earn' then expires_on end as expires_date,
    _last_load_seq as _load_seq,
from points
