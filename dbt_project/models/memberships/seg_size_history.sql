-- One row per dimension, segment and build_seq.
with
    seg_membership_events as (select * from {{ ref("seg_membership_events") }}),

    changes as (
        select
            seg_membership_events.dimension,
            seg_membership_events.segment,
            seg_membership_events.build_seq,
            seg_membership_events.as_of,
            count(case when seg_membership_events.event = 'entered' then 1 end) as entered_count,
            count(case when seg_membership_events.event = 'left' then 1 end) as left_count
        from seg_membership_events
        group by
            seg_membership_events.dimension,
            seg_membership_events.segment,
            seg_membership_events.build_seq,
            seg_membership_events.as_of
    )

select
    changes.dimension,
    changes.segment,
    changes.build_seq,
    changes.as_of,
    changes.entered_count,
    changes.left_count,
    cast(
        sum(changes.entered_count - changes.left_count) over (
            partition by changes.dimension, changes.segment
            order by changes.build_seq
            rows between unbounded preceding and current row
        ) as bigint
    ) as customer_count
from changes
