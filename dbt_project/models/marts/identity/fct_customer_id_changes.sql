-- One row per customer_id and build_seq.
with idn_id_changes as (select * from {{ ref("idn_id_changes") }})

select
    idn_id_changes.customer_id,
    idn_id_changes.former_present_customer_id,
    idn_id_changes.present_customer_id,
    idn_id_changes.kind,
    idn_id_changes.as_of,
    idn_id_changes.build_seq
from idn_id_changes
