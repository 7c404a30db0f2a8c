-- One row per identified person who is missing in customer_360, or there without being one.
with
    -- distinct: a customer has as many rows as records
    people as (
        select distinct idn_customers.customer_id from {{ ref("idn_customers") }} as idn_customers
    ),

    customer_360 as (select * from {{ ref("customer_360") }})

select
    people.customer_id as identified_customer_id, customer_360.customer_id as published_customer_id
from people
full outer join customer_360 on people.customer_id = customer_360.customer_id
where people.customer_id is null or customer_360.customer_id is null
