-- One row per customer_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
{%- set attributes = [
    "full_name",
    "email",
    "phone",
    "birth_date",
    "gender",
    "place",
    "country",
    "postal_code",
    "occupation",
    "acquisition_source",
    "loyalty_number",
    "social_handle",
    "address",
] %}
with
    idn_customers as (
        select *
        from {{ ref("idn_customers") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    ),

    idn_records as (select * from {{ ref("idn_records") }}),

    int_surviving_attributes as (
        select *
        from {{ ref("int_surviving_attributes") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    ),

    mobiles as (
        select idn_identifiers.value
        from {{ ref("idn_identifiers") }} as idn_identifiers
        where idn_identifiers.kind = 'phone' and idn_identifiers.is_mobile
    ),

    people as (
        select
            idn_customers.customer_id,
            count(*) as record_count,
            min(idn_records.first_seen_at) as first_seen_at,
            max(case when idn_records.is_pseudo then 1 else 0 end) = 1 as is_pseudo,
            min(case when idn_records.is_deleted then 1 else 0 end) = 1 as is_deleted
        from idn_customers
        inner join idn_records on idn_customers.record_id = idn_records.record_id
        group by idn_customers.customer_id
    ),

    survivors as (
        select
            int_surviving_attributes.customer_id,
            {%- for attribute in attributes %}
                max(
                    case
                        when int_surviving_attributes.attribute = '{{ attribute }}'
                        then int_surviving_attributes.value
                    end
                ) as {{ attribute }}
                {%- if not loop.last %},{% endif %}
            {%- endfor %}
        from int_surviving_attributes
        group by int_surviving_attributes.customer_id
    )

select
    people.customer_id,
    people.record_count,
    survivors.full_name,
    survivors.email,
    survivors.phone,
    coalesce(survivors.phone in (select value from mobiles), false) as is_phone_mobile,
    cast(survivors.birth_date as date) as birth_date,
    survivors.gender,
    survivors.place,
    survivors.country,
    survivors.postal_code,
    survivors.occupation,
    survivors.acquisition_source,
    survivors.loyalty_number,
    survivors.social_handle,
    survivors.address,
    people.first_seen_at,
    people.is_pseudo,
    people.is_deleted
from people
left join survivors on people.customer_id = survivors.customer_id
