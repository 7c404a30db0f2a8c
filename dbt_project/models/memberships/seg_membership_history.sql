-- One row per customer_id, dimension, segment, definition_hash and entered_build_seq.
with
    seg_membership_events as (select * from {{ ref("seg_membership_events") }}),

    -- Entries and exits of one membership take turns, so the next event of an entry is its exit.
    followed as (
        select
            seg_membership_events.*,
            {{
                utc_from_local(
                    "cast("
                    ~ dbt.dateadd("day", 1, "seg_membership_events.as_of")
                    ~ " as timestamp)"
                )
            }} as seen_at,
            lead(seg_membership_events.build_seq) over (
                partition by
                    seg_membership_events.customer_id,
                    seg_membership_events.dimension,
                    seg_membership_events.segment,
                    seg_membership_events.definition_hash
                order by seg_membership_events.build_seq
            ) as next_build_seq
        from seg_membership_events
    ),

    entries as (select * from followed where event = 'entered'),

    exits as (select * from followed where event = 'left')

select
    entries.customer_id,
    entries.dimension,
    entries.segment,
    entries.definition_hash,
    entries.seen_at as entered_at,
    exits.seen_at as left_at,
    entries.build_seq as entered_build_seq,
    exits.build_seq as left_build_seq,
    entries.rule_values
from entries
left join
    exits
    on entries.customer_id = exits.customer_id
    and entries.dimension = exits.dimension
    and entries.segment = exits.segment
    and entries.definition_hash = exits.definition_hash
    and entries.next_build_seq = exits.build_seq
