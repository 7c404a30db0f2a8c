-- One row per customer_id, dimension, segment, definition_hash and build_seq.
with seg_membership_log as (select * from {{ ref("seg_membership_log") }})

select
    seg_membership_log.customer_id,
    seg_membership_log.dimension,
    seg_membership_log.segment,
    seg_membership_log.event,
    seg_membership_log.as_of,
    seg_membership_log.build_seq,
    coalesce(seg_membership_log.definition_hash, '') as definition_hash,
    seg_membership_log.rule_values
from seg_membership_log
