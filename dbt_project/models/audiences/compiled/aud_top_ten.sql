-- One row per customer_id.
-- Compiled from audiences/top_ten.yml; a change belongs there.
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
    people.net_revenue_365d as net_revenue_365d,
    people.last_purchase_date as last_purchase_date
from people
where
    true
    and not people.is_pseudo
    and people.revenue_rank_365d <= {{ audience_parameter("top_ten", "people", 10) }}
    and people.net_revenue_365d > 0
