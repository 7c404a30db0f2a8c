-- One row per customer_id.
-- Compiled from audiences/promotion_responders.yml; a change belongs there.
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
    left(coalesce(nullif(trim(people.favourite_category), ''), 'pilihan kami'), 40) as favourite_category,
    left(coalesce(nullif(trim(people.recommended_product), ''), 'pilihan terbaru kami'), 60) as recommended_product,
    left(coalesce(nullif(trim({{ amount_text("people.recommended_price") }}), ''), 'harga di toko'), 30) as recommended_price_text
from people
where
    true
    and not people.is_pseudo
    and people.promotion_count_365d >= 3
    and people.promotion_purchase_rate_365d >= 0.2
    and people.value_class <> 'costs_more_than_it_brings'
