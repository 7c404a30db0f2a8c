-- One row per left_index and right_index.
with
    idn_links as (select * from {{ ref("idn_links") }} where can_link),

    idn_affected as (select * from {{ ref("idn_affected") }} where record_index is not null),

    idn_decided_pairs as (
        select * from {{ ref("idn_decided_pairs") }} where decision = 'always_link'
    ),

    idn_matches as (select * from {{ ref("idn_matches") }} where is_link),

    evidence as (
        select
            idn_links.record_index as left_index,
            others.record_index as right_index,
            idn_links.match_weight,
            0 as is_decided
        from idn_links
        inner join
            idn_links as others
            on idn_links.value_index = others.value_index
            and idn_links.holder_number = others.holder_number
            and idn_links.record_index < others.record_index
        union all
        select
            least(left_records.record_index, right_records.record_index) as left_index,
            greatest(left_records.record_index, right_records.record_index) as right_index,
            idn_matches.match_weight,
            0 as is_decided
        from idn_matches
        inner join idn_affected as left_records on idn_matches.left_id = left_records.record_id
        inner join idn_affected as right_records on idn_matches.right_id = right_records.record_id
        union all
        select
            least(left_records.record_index, right_records.record_index) as left_index,
            greatest(left_records.record_index, right_records.record_index) as right_index,
            0 as match_weight,
            1 as is_decided
        from idn_decided_pairs
        inner join
            idn_affected as left_records on idn_decided_pairs.record_id = left_records.record_id
        inner join
            idn_affected as right_records
            on idn_decided_pairs.other_record_id = right_records.record_id
    )

select
    evidence.left_index,
    evidence.right_index,
    cast(sum(evidence.match_weight) as bigint) as match_weight,
    max(evidence.is_decided) = 1 as is_decided
from evidence
group by evidence.left_index, evidence.right_index
