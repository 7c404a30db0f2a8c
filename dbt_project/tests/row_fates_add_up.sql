-- Per load of an enabled source: lines delivered, unsplittable ones included = current +
-- superseded +
-- duplicate + quarantined.
with
    loads as (
        select source, entity, load_seq, row_count as delivered_count,
        from {{ source("raw", "_loads") }}
        where source in ('{{ var("sources") | join("', '") }}')
    ),

    fates as (
        select source, entity, _load_seq as load_seq, sum(row_count) as judged_count,
        from {{ ref("stg_row_fates") }}
        group by source, entity, _load_seq
    )

select
    coalesce(loads.source, fates.source) as source,
    coalesce(loads.entity, fates.entity) as entity,
    coalesce(loads.load_seq, fates.load_seq) as load_seq,
    loads.delivered_count,
    fates.judged_count,
from loads
full outer join
    fates
    on loads.source = fates.source
    and loads.entity = fates.entity
    and loads.load_seq = fates.load_seq
where coalesce(loads.delivered_count, 0) <> coalesce(fates.judged_count, 0)
