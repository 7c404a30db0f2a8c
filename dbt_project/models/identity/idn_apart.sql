-- One row per left_index and right_index.
with
    idn_affected as (select * from {{ ref("idn_affected") }} where record_index is not null),

    idn_decided_pairs as (
        select * from {{ ref("idn_decided_pairs") }} where decision = 'never_link'
    )

-- distinct: two decisions may mean the same two records
select distinct
    least(left_records.record_index, right_records.record_index) as left_index,
    greatest(left_records.record_index, right_records.record_index) as right_index
from idn_decided_pairs
inner join idn_affected as left_records on idn_decided_pairs.record_id = left_records.record_id
inner join
    idn_affected as right_records on idn_decided_pairs.other_record_id = right_records.record_id
