-- One row per points_entry_id.
with points as ({{ conformed("points") }})

select
    points.points_entry_id,
    points.source,
    points.record_id,
    points.kind,
    points.points,
    points.occurred_at,
    {{ business_date("points.occurred_at") }} as entry_date,
    points.expires_date,
    points._load_seq
from points
