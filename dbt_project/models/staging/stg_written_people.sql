-- One row per export_id and customer_id.
select
    written_people.export_id,
    written_people.audience,
    written_people.as_of,
    written_people.expires_at,
    written_people.sent_at,
    written_people.customer_id
from {{ source("raw", "_written_people") }} as written_people
