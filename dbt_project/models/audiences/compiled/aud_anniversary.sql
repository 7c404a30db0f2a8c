-- One row per customer_id.
-- Compiled from audiences/anniversary.yml; a change belongs there.
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
    coalesce(people.points_balance, 0) as points
from people
where
    true
    and not people.is_pseudo
    and ({{ next_anniversary("people.first_purchase_date") }}) >= {{ dbt.dateadd("day", "1", as_of_date()) }} and ({{ next_anniversary("people.first_purchase_date") }}) <= {{ dbt.dateadd("day", "1", as_of_date()) }}
    and people.recency_days <= 365
