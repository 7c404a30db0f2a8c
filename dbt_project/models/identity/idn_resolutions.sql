-- One row per customer_id.
with
    idn_former_ids as (select * from {{ ref("idn_former_ids") }}),

    idn_customers as (select * from {{ ref("idn_customers") }})

select idn_former_ids.customer_id, idn_customers.customer_id as present_customer_id
from idn_former_ids
left join idn_customers on idn_former_ids.anchor_record_id = idn_customers.record_id
