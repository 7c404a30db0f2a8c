-- Values that link, in a component of which nothing was cut, whose records are not one customer.
with
    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    idn_values as (select * from {{ ref("idn_values") }} where can_link),

    idn_customers as (select * from {{ ref("idn_customers") }}),

    idn_cut_links as (select * from {{ ref("idn_cut_links") }}),

    -- A number that passed from one person to another: its holders are told apart by their names.
    passed_on as (
        select idn_phone_holders.value
        from {{ ref("idn_phone_holders") }} as idn_phone_holders
        group by idn_phone_holders.value
        having count(distinct idn_phone_holders.holder_number) > 1
    ),

    cut_components as (
        select idn_customers.component_id
        from idn_customers
        inner join idn_cut_links on idn_customers.record_id = idn_cut_links.record_id
    )

select idn_values.kind, idn_values.value
from idn_values
inner join
    idn_identifiers
    on idn_values.kind = idn_identifiers.kind
    and idn_values.value = idn_identifiers.value
inner join idn_customers on idn_identifiers.record_id = idn_customers.record_id
where
    idn_customers.component_id not in (select component_id from cut_components)
    and not (idn_values.kind = 'phone' and idn_values.value in (select value from passed_on))
group by idn_values.kind, idn_values.value
having count(distinct idn_customers.customer_id) > 1
