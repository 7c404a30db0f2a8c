-- One row per customer_id.
-- Compiled from audiences/surprise.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    people as (
        select customer_360.*, aud_promotion_responders.customer_id is not null as is_in_promotion_responders, aud_birthday_month.customer_id is not null as is_in_birthday_month from customer_360
        left join {{ ref("aud_promotion_responders") }} as aud_promotion_responders on customer_360.customer_id = aud_promotion_responders.customer_id
        left join {{ ref("aud_birthday_month") }} as aud_birthday_month on customer_360.customer_id = aud_birthday_month.customer_id
    )

select
    people.customer_id,
    left(coalesce(nullif(trim(case when coalesce(people.country, '{{ var("phone_region") }}') = 'ID' then people.salutation when people.gender = 'male' then 'Mr' when people.gender = 'female' then 'Ms' else 'Customer' end), ''), 'Kak'), 20) as salutation,
    left(coalesce(nullif(trim(people.name_to_call), ''), 'Pelanggan'), 30) as first_name,
    left(coalesce(nullif(trim(people.favourite_product), ''), 'produk pilihan Anda'), 60) as favourite_product,
    left(coalesce(nullif(trim(people.tier), ''), 'Pelanggan'), 30) as tier,
    left(coalesce(nullif(trim(cast(null as varchar)), ''), 'tunjukkan pesan ini'), 30) as voucher_code,
    left(coalesce(nullif(trim(cast(null as varchar)), ''), 'kejutan kecil'), 40) as offer_value,
    left(coalesce(nullif(trim(cast(null as varchar)), ''), '-'), 30) as offer_minimum_spend,
    left(coalesce(nullif(trim(cast(null as varchar)), ''), '-'), 30) as valid_until,
    left(coalesce(nullif(trim(people.treatment_benefit), ''), 'kabar terbaru dari kami'), 60) as treatment_benefit,
    people.is_in_promotion_responders,
    people.is_in_birthday_month
from people
where
    true
    and not people.is_pseudo
    and people.lifecycle = 'loyal'
    and people.recency_days >= 30
    and not (people.is_in_promotion_responders)
    and not (people.is_in_birthday_month)
