-- One row per customer_id, contact_kind and contact_value.
with
    idn_identifiers as (select * from {{ ref("idn_identifiers") }}),

    idn_customers as (select * from {{ ref("idn_customers") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    -- distinct: several records of one person hold the same contact point
    held as (
        select distinct
            idn_customers.customer_id,
            idn_identifiers.kind as contact_kind,
            idn_identifiers.value as contact_value,
            idn_identifiers.is_mobile
        from idn_identifiers
        inner join idn_customers on idn_identifiers.record_id = idn_customers.record_id
        where idn_identifiers.is_valid and idn_identifiers.kind in ('email', 'phone')
    ),

    contact_points as (
        select
            held.customer_id,
            held.contact_kind,
            held.contact_value,
            held.is_mobile,
            coalesce(
                held.contact_value in (customer_360.email, customer_360.phone), false
            ) as is_primary
        from held
        left join customer_360 on held.customer_id = customer_360.customer_id
        where not coalesce(customer_360.is_deleted, false)
    ),

    several as (
        select contact_points.customer_id, contact_points.contact_kind
        from contact_points
        group by contact_points.customer_id, contact_points.contact_kind
        having count(*) > 1
    ),

    shared as (
        select contact_points.contact_kind, contact_points.contact_value
        from contact_points
        group by contact_points.contact_kind, contact_points.contact_value
        having count(*) > 1
    )

select
    contact_points.customer_id,
    contact_points.contact_kind,
    contact_points.contact_value,
    {{ contact_hash("contact_points.contact_kind", "contact_points.contact_value") }}
    as contact_hash,
    contact_points.is_mobile,
    contact_points.is_primary,
    several.customer_id is not null as is_one_of_several,
    shared.contact_value is not null as is_shared
from contact_points
left join
    several
    on contact_points.customer_id = several.customer_id
    and contact_points.contact_kind = several.contact_kind
left join
    shared
    on contact_points.contact_kind = shared.contact_kind
    and contact_points.contact_value = shared.contact_value
