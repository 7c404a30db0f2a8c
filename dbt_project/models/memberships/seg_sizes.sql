-- One row per dimension and segment.
with seg_memberships as (select * from {{ ref("seg_memberships") }})

select seg_memberships.dimension, seg_memberships.segment, count(*) as customer_count
from seg_memberships
group by seg_memberships.dimension, seg_memberships.segment
