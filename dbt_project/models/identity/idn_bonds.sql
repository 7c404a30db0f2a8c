-- One row per record_id, kind and value.
with
    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    idn_decided_pairs as (select * from {{ ref("idn_decided_pairs") }}),

    idn_matches as (select * from {{ ref("idn_matches") }} where is_link)

-- union: a record may stand on both sides of a decided pair, or in it with several others
select idn_identifiers.record_id, idn_identifiers.kind, idn_identifiers.value
from idn_identifiers
union all
(
    select
        idn_decided_pairs.record_id,
        idn_decided_pairs.decision as kind,
        idn_decided_pairs.pair_id as value
    from idn_decided_pairs
    union
    select
        idn_decided_pairs.other_record_id as record_id,
        idn_decided_pairs.decision as kind,
        idn_decided_pairs.pair_id as value
    from idn_decided_pairs
)
union all
select idn_matches.left_id as record_id, 'match' as kind, idn_matches.pair_id as value
from idn_matches
union all
select idn_matches.right_id as record_id, 'match' as kind, idn_matches.pair_id as value
from idn_matches
