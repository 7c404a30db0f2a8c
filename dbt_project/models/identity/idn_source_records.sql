-- One row per record_id.
with customers as ({{ conformed("customers") }})

select
    customers.record_id,
    customers.source,
    customers.source_key,
    customers.first_seen_at,
    customers.updated_at,
    nullif(trim({{ nfc("customers.full_name") }}), '') as full_name,
    {{ normalised_email("customers.email") }} as email,
    nullif(trim(customers.phone), '') as phone,
    customers.birth_date,
    customers.gender,
    nullif(trim(customers.place), '') as place,
    customers.country,
    nullif(trim(customers.postal_code), '') as postal_code,
    nullif(trim(customers.occupation), '') as occupation,
    nullif(trim(customers.acquisition_source), '') as acquisition_source,
    nullif(trim(customers.national_id), '') as national_id,
    nullif(trim(customers.loyalty_number), '') as loyalty_number,
    nullif(trim(customers.social_handle), '') as social_handle,
    nullif(trim({{ nfc("customers.address") }}), '') as address,
    coalesce(customers.is_pseudo, false) as is_pseudo,
    coalesce(customers.is_deleted, false) as is_deleted
from customers
