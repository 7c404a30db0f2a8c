-- Values that link, in a component of which nothing was cut, whose records are not one customer.
with
    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    idn_values as (select * from {{ ref("idn_values") }} where can_link),

    idn_customers as (select * from {{ ref("idn_customers") }}),

    idn_records as (select * from {{ ref("idn_records") }}),

    idn_cut_links as (select * from {{ ref("idn_cut_links") }}),

    cut_components as (
        select idn_customers.component_id
        from idn_customers
        inner join idn_cut_links on idn_customers.record_id = idn_cut_links.record_id
    ),

    holders as (
        select
            idn_values.kind,
            idn_values.value,
            idn_identifiers.record_id,
            idn_customers.customer_id,
            min(idn_customers.customer_id) over (
                partition by idn_values.kind, idn_values.value
            ) as smallest_id,
            max(idn_customers.customer_id) over (
                partition by idn_values.kind, idn_values.value
            ) as greatest_id
        from idn_values
        inner join
            idn_identifiers
            on idn_values.kind = idn_identifiers.kind
            and idn_values.value = idn_identifiers.value
        inner join idn_customers on idn_identifiers.record_id = idn_customers.record_id
        where idn_customers.component_id not in (select component_id from cut_components)
    ),

    parted as (
        select
            holders.kind,
            holders.value,
            holders.customer_id,
            nullif({{ name_text("idn_records.full_name") }}, '') as name_text
        from holders
        inner join idn_records on holders.record_id = idn_records.record_id
        where holders.smallest_id <> holders.greatest_id
    ),

    -- A number beside several names: a record without one is nobody's by it.
    of_several_names as (
        select parted.kind, parted.value
        from parted
        where parted.kind = 'phone'
        group by parted.kind, parted.value
        having min(parted.name_text) <> max(parted.name_text)
    )

select parted.kind, parted.value
from parted
left join
    of_several_names
    on parted.kind = of_several_names.kind
    and parted.value = of_several_names.value
where parted.name_text is not null or of_several_names.value is null
group by parted.kind, parted.value
having count(distinct parted.customer_id) > 1
