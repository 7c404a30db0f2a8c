-- One row per record_id.
-- depends_on: {{ ref("idn_touched_records") }}
{% set standing_customers = standing("identity", "idn_customers") -%}
with
    idn_records as (select * from {{ ref("idn_records") }}),

    idn_bonds as (select * from {{ ref("idn_bonds") }})

    {%- if standing_customers %}
        ,

        touched as (
            select touched_keys.record_id
            from {{ touched_keys("idn_touched_records", "record_id") }} as touched_keys
        ),

        touched_values as (
            select idn_bonds.kind, idn_bonds.value
            from idn_bonds
            inner join touched on idn_bonds.record_id = touched.record_id
        ),

        -- union: a record is touched and shares a value with another that is
        reached as (
            select touched.record_id
            from touched
            union
            select idn_bonds.record_id
            from idn_bonds
            inner join
                touched_values
                on idn_bonds.kind = touched_values.kind
                and idn_bonds.value = touched_values.value
        ),

        standing_customers as (select * from {{ standing_customers }}),

        -- union: the components' members hold the reached records themselves
        affected as (
            select reached.record_id
            from reached
            union
            select standing_customers.record_id
            from standing_customers
            where
                standing_customers.component_id in (
                    select reached_customers.component_id
                    from standing_customers as reached_customers
                    inner join reached on reached_customers.record_id = reached.record_id
                )
        )
    {%- else %}, affected as (select idn_records.record_id from idn_records)
    {%- endif %}

select
    affected.record_id,
    case
        when idn_records.record_id is not null
        then
            cast(
                row_number() over (
                    order by
                        case when idn_records.record_id is null then 1 else 0 end,
                        case when idn_records.first_seen_at is null then 1 else 0 end,
                        idn_records.first_seen_at,
                        idn_records.source,
                        idn_records.source_key,
                        affected.record_id
                )
                - 1 as bigint
            )
    end as record_index
from affected
left join idn_records on affected.record_id = idn_records.record_id
