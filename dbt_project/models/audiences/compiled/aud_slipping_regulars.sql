-- One row per customer_id.
-- Compiled from audiences/slipping_regulars.yml; a change belongs there.
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
    left(coalesce(nullif(trim(people.favourite_product), ''), 'produk pilihan Anda'), 60) as favourite_product,
    people.last_purchase_date as last_purchase_date,
    left(coalesce(nullif(trim(coalesce(people.favourite_store_id, people.last_store_id)), ''), 'toko kami'), 40) as store,
    left(coalesce(nullif(trim(cast(null as varchar)), ''), 'tunjukkan pesan ini'), 30) as voucher_code,
    left(coalesce(nullif(trim(cast(null as varchar)), ''), 'kejutan kecil'), 40) as offer_value,
    left(coalesce(nullif(trim(cast(null as varchar)), ''), '-'), 30) as valid_until
from people
where
    true
    and not people.is_pseudo
    and people.lifecycle = 'slipping'
    and people.frequency_lifetime >= 4
