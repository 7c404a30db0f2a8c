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
with
    idn_customers as (
        select *
        from {{ ref("idn_customers") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    ),

    idn_records as (select * from {{ ref("idn_records") }}),

    idn_identifiers as (select * from {{ ref("idn_identifiers") }} where is_valid),

    -- What the newest record says wins; a record its source has deleted is asked last.
    ranked as (
        select
            idn_customers.customer_id,
            idn_records.*,
            row_number() over (
                partition by idn_customers.customer_id
                order by
                    idn_records.is_deleted,
                    case when idn_records.updated_at is null then 1 else 0 end,
                    idn_records.updated_at desc,
                    idn_records.source,
                    idn_records.record_id
            ) as newness,
            row_number() over (
                partition by idn_customers.customer_id
                order by
                    case when idn_records.first_seen_at is null then 1 else 0 end,
                    idn_records.first_seen_at,
                    idn_records.source,
                    idn_records.record_id
            ) as age
        from idn_customers
        inner join idn_records on idn_customers.record_id = idn_records.record_id
    ),

    contact_points as (
        select
            ranked.customer_id,
            idn_identifiers.kind,
            idn_identifiers.value,
            idn_identifiers.is_mobile,
            row_number() over (
                partition by ranked.customer_id, idn_identifiers.kind
                order by
                    case when idn_identifiers.is_mobile then 0 else 1 end,
                    ranked.newness,
                    idn_identifiers.value
            ) as preference
        from ranked
        inner join idn_identifiers on ranked.record_id = idn_identifiers.record_id
    ),

    contacts as (
        select
            contact_points.customer_id,
            max(case when contact_points.kind = 'email' then contact_points.value end) as email,
            max(case when contact_points.kind = 'phone' then contact_points.value end) as phone,
            coalesce(
                max(
                    case
                        when contact_points.kind = 'phone' and contact_points.is_mobile
                        then 1
                        else 0
                    end
                )
                = 1,
                false
            ) as is_phone_mobile
        from contact_points
        where contact_points.preference = 1
        group by contact_points.customer_id
    ),

    survivors as (
        select
            ranked.customer_id,
            count(*) as record_count,
            {{ value_by_rank("ranked.full_name", "ranked.newness") }} as full_name,
            {{ value_by_rank("ranked.birth_date", "ranked.newness") }} as birth_date,
            {{ value_by_rank("ranked.gender", "ranked.newness") }} as gender,
            {{ value_by_rank("ranked.place", "ranked.newness") }} as place,
            {{ value_by_rank("ranked.country", "ranked.newness") }} as country,
            {{ value_by_rank("ranked.postal_code", "ranked.newness") }} as postal_code,
            {{ value_by_rank("ranked.occupation", "ranked.newness") }} as occupation,
            {{ value_by_rank("ranked.acquisition_source", "ranked.age") }} as acquisition_source,
            {{ value_by_rank("ranked.loyalty_number", "ranked.newness") }} as loyalty_number,
            {{ value_by_rank("ranked.social_handle", "ranked.newness") }} as social_handle,
            {{ value_by_rank("ranked.address", "ranked.newness") }} as address,
            min(ranked.first_seen_at) as first_seen_at,
            max(case when ranked.is_pseudo then 1 else 0 end) = 1 as is_pseudo,
            min(case when ranked.is_deleted then 1 else 0 end) = 1 as is_deleted
        from ranked
        group by ranked.customer_id
    )

select
    survivors.customer_id,
    survivors.record_count,
    survivors.full_name,
    contacts.email,
    contacts.phone,
    coalesce(contacts.is_phone_mobile, false) as is_phone_mobile,
    survivors.birth_date,
    survivors.gender,
    survivors.place,
    survivors.country,
    survivors.postal_code,
    survivors.occupation,
    survivors.acquisition_source,
    survivors.loyalty_number,
    survivors.social_handle,
    survivors.address,
    survivors.first_seen_at,
    survivors.is_pseudo,
    survivors.is_deleted
from survivors
left join contacts on survivors.customer_id = contacts.customer_id
