-- One row per customer_id.
-- Compiled from audiences/third_purchase.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    people as (
        select customer_360.*, nullif(seg_customers.lifecycle_segment, 'unknown') as segment_lifecycle_segment
        from customer_360
        left join {{ ref("seg_customers") }} as seg_customers on customer_360.customer_id = seg_customers.customer_id
    )

select
    people.customer_id,
    left(coalesce(nullif(trim(case when coalesce(people.country, '{{ var("phone_region") }}') = 'ID' then people.salutation when people.gender = 'male' then 'Mr' when people.gender = 'female' then 'Ms' else 'Customer' end), ''), 'Kak'), 20) as salutation,
    left(coalesce(nullif(trim(people.name_to_call), ''), 'Pelanggan'), 30) as first_name,
    left(coalesce(nullif(trim(people.favourite_product), ''), 'produk pilihan Anda'), 60) as favourite_product,
    left(coalesce(nullif(trim(people.recommended_product), ''), 'pilihan terbaru kami'), 60) as recommended_product,
    left(coalesce(nullif(trim({{ amount_text("people.recommended_price") }}), ''), 'harga di toko'), 30) as recommended_price_text,
    people.segment_lifecycle_segment
from people
where
    true
    and not people.is_pseudo
    and people.frequency_lifetime = 2
    and (people.recency_days >= 21 and people.recency_days <= 90)
    and people.segment_lifecycle_segment <> 'lapsed'
