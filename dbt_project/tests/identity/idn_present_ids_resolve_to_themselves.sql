-- One row per present customer_id that does not resolve to itself.
with
    -- distinct: a customer has as many rows as records
    present as (
        select distinct idn_customers.customer_id from {{ ref("idn_customers") }} as idn_customers
    ),

    idn_resolutions as (select * from {{ ref("idn_resolutions") }})

select present.customer_id, idn_resolutions.present_customer_id
from present
left join idn_resolutions on present.customer_id = idn_resolutions.customer_id
where
    idn_resolutions.present_customer_id is null
    or idn_resolutions.present_customer_id <> present.customer_id
