-- One row per customer_id.
-- Compiled from audiences/cash_payers_incentive.yml; a change belongs there.
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
    left(coalesce(nullif(trim(coalesce(people.favourite_store_id, people.last_store_id)), ''), 'toko kami'), 40) as store,
    coalesce(people.points_balance, 0) as points
from people
where
    true
    and not people.is_pseudo
    and people.payment_group = 'cash'
    and people.favourite_payment_family = 'cash'
    and people.frequency_365d >= 3
