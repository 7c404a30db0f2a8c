-- One row per record_id.
-- depends_on: {{ ref("idn_affected") }}
{% set standing_customers = standing("identity", "idn_customers") -%}
with idn_assignments as (select * from {{ ref("idn_assignments") }})

{%- if standing_customers %}
        ,

        idn_affected as (select * from {{ ref("idn_affected") }}),

        standing_customers as (
            select standing_records.record_id, standing_records.customer_id
            from {{ standing_customers }} as standing_records
            inner join idn_affected on standing_records.record_id = idn_affected.record_id
        )

    select
        coalesce(idn_assignments.record_id, standing_customers.record_id) as record_id,
        standing_customers.customer_id as former_customer_id,
        idn_assignments.customer_id
    from idn_assignments
    full outer join standing_customers on idn_assignments.record_id = standing_customers.record_id
    where idn_assignments.customer_id is distinct from standing_customers.customer_id
{%- else %}

    select
        idn_assignments.record_id,
        cast(null as {{ dbt.type_string() }}) as former_customer_id,
        idn_assignments.customer_id
    from idn_assignments
    where 1 = 0
{%- endif %}
