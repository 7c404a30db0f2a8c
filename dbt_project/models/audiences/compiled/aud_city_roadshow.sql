-- One row per customer_id.
-- Compiled from audiences/city_roadshow.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    people as (
        select customer_360.*
        from customer_360
    )

select
    people.customer_id,
    left(coalesce(nullif(trim(case when coalesce(people.country, '{{ var("phone_region") }}') = 'ID' then people.salutation when people.gender = 'male' then 'Mr' when people.gender = 'female' then 'Ms' else 'Customer' end), ''), 'Kak'), 20) as salutation,
    left(coalesce(nullif(trim(people.name_to_call), ''), 'Pelanggan'), 30) as first_name,
    left(coalesce(nullif(trim(people.city), ''), 'kota Anda'), 40) as city,
    left(coalesce(nullif(trim(people.favourite_category), ''), 'pilihan kami'), 40) as favourite_category
from people
where
    true
    and not people.is_pseudo
    and people.city = {{ audience_parameter("city_roadshow", "city", "Kota Makassar") }}
    and people.has_open_complaint = false
