-- One row per customer_id.
with
    idn_former_ids as (select * from {{ ref("idn_former_ids") }}),

    idn_resolutions as (select * from {{ ref("idn_resolutions") }})

select
    idn_former_ids.customer_id,
    idn_resolutions.present_customer_id,
    idn_former_ids.anchor_record_id,
    idn_former_ids.first_build_seq
from idn_former_ids
inner join idn_resolutions on idn_former_ids.customer_id = idn_resolutions.customer_id
