-- One row per line of the workspace's file of decided links.
select
    decided_links.line,
    decided_links.decision,
    decided_links.left_id,
    decided_links.right_id,
    decided_links.decided_by,
    decided_links.reason,
    decided_links.decided_on
from {{ source("raw", "_decided_links") }} as decided_links
