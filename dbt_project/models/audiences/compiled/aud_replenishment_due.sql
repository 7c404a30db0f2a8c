-- One row per customer_id.
-- Compiled from audiences/replenishment_due.yml; a change belongs there.
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
    left(coalesce(nullif(trim(coalesce(people.favourite_store_id, people.last_store_id)), ''), 'toko kami'), 40) as store,
    people.last_purchase_date as last_purchase_date,
    people.segment_lifecycle_segment
from people
where
    true
    and not people.is_pseudo
    and people.next_purchase_basis = 'own'
    and people.next_purchase_status = 'due'
    and people.segment_lifecycle_segment <> 'lapsed'
