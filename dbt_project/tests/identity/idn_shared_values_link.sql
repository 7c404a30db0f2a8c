-- One row per value that may link and is held by records of several customers.
with
    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    idn_values as (select * from {{ ref("idn_values") }} where can_link),

    idn_customers as (select * from {{ ref("idn_customers") }})

select idn_values.kind, idn_values.value, count(distinct idn_customers.customer_id) as customers
from idn_values
inner join
    idn_identifiers
    on idn_values.kind = idn_identifiers.kind
    and idn_values.value = idn_identifiers.value
inner join idn_customers on idn_identifiers.record_id = idn_customers.record_id
group by idn_values.kind, idn_values.value
having count(distinct idn_customers.customer_id) > 1
