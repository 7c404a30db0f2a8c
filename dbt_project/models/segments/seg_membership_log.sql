-- One row per customer_id, dimension, segment and build_seq.
with
    seg_memberships as (select * from {{ ref("seg_memberships") }}),

    -- Who stood in what after the last complete build: entries less exits. A failed build's rows
    -- do not count.
    standing as (
        {% if is_incremental() %}
            select history.customer_id, history.dimension, history.segment
            from {{ this }} as history
            where history.build_seq <= {{ var("last_complete_build") }}
            group by history.customer_id, history.dimension, history.segment
            having sum(case when history.event = 'entered' then 1 else -1 end) > 0
        {% else %}
            select seg_memberships.customer_id, seg_memberships.dimension, seg_memberships.segment
            from seg_memberships
            where false
        {% endif %}
    ),

    differences as (
        select
            coalesce(seg_memberships.customer_id, standing.customer_id) as customer_id,
            coalesce(seg_memberships.dimension, standing.dimension) as dimension,
            coalesce(seg_memberships.segment, standing.segment) as segment,
            case when standing.customer_id is null then 'entered' else 'left' end as event
        from seg_memberships
        full outer join
            standing
            on seg_memberships.customer_id = standing.customer_id
            and seg_memberships.dimension = standing.dimension
            and seg_memberships.segment = standing.segment
        where seg_memberships.customer_id is null or standing.customer_id is null
    )

select
    differences.customer_id,
    differences.dimension,
    differences.segment,
    differences.event,
    {{ as_of_date() }} as as_of,
    cast({{ var("build_seq") }} as bigint) as build_seq
from differences
