-- One row per pair_id.
with idn_decided_links as (select * from {{ ref("idn_decided_links") }})

select
    idn_decided_links.pair_id,
    idn_decided_links.decision,
    idn_decided_links.left_id,
    idn_decided_links.right_id,
    idn_decided_links.decided_by,
    idn_decided_links.reason,
    idn_decided_links.decided_on
from idn_decided_links
