-- One row per customer_id.
-- Compiled from audiences/vip_preview.yml; a change belongs there.
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
    left(coalesce(nullif(trim(people.tier), ''), 'Pelanggan'), 30) as tier,
    left(coalesce(nullif(trim(people.favourite_category), ''), 'pilihan kami'), 40) as favourite_category,
    left(coalesce(nullif(trim(people.recommended_product), ''), 'pilihan terbaru kami'), 60) as recommended_product
from people
where
    true
    and not people.is_pseudo
    and people.value_class = 'drives'
    and people.revenue_decile_365d = 1
    and people.has_open_complaint = false
