-- One row per customer_id.
with
    int_customer_attributes as (select * from {{ ref("int_customer_attributes") }}),

    int_customer_names as (select * from {{ ref("int_customer_names") }}),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_place_names as (select * from {{ ref("int_place_names") }}),

    places as (select * from {{ ref("places") }}),

    located as (
        select
            int_customer_attributes.*,
            {{ place_text("int_customer_attributes.place") }} as place_text
        from int_customer_attributes
    )

select
    located.customer_id,
    int_customer_lifecycles.customer_id is not null and not located.is_pseudo as is_customer,
    located.is_pseudo,
    located.is_deleted,
    located.record_count,
    {{ recased("located.full_name") }} as full_name,
    int_customer_names.first_name,
    int_customer_names.last_name,
    int_customer_names.salutation,
    int_customer_names.name_to_call,
    located.email,
    located.phone,
    located.is_phone_mobile,
    located.birth_date,
    {{ is_suspect_birth_date("located.birth_date") }} as is_birth_date_suspect,
    cast({{ age_in_years("located.birth_date", as_of_date()) }} as integer) as age,
    located.gender,
    coalesce(places.name, located.place) as city,
    places.province,
    places.province_code,
    places.place_id,
    places.time_zone,
    coalesce(located.country, places.country) as country,
    located.postal_code,
    located.occupation,
    located.acquisition_source,
    located.loyalty_number,
    located.social_handle,
    located.first_seen_at
from located
left join int_customer_names on located.customer_id = int_customer_names.customer_id
left join int_customer_lifecycles on located.customer_id = int_customer_lifecycles.customer_id
left join int_place_names on located.place_text = int_place_names.place_text
left join places on int_place_names.place_id = places.place_id
