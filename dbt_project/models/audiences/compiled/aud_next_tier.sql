-- One row per customer_id.
-- Compiled from audiences/next_tier.yml; a change belongs there.
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
    left(coalesce(nullif(trim(people.next_tier), ''), 'tingkat berikutnya'), 30) as next_tier,
    people.amount_to_next_tier as amount_to_next_tier,
    left(coalesce(nullif(trim({{ amount_text("people.amount_to_next_tier") }}), ''), 'sedikit lagi'), 30) as amount_to_next_tier_text,
    coalesce(people.points_balance, 0) as points
from people
where
    true
    and not people.is_pseudo
    and (people.amount_to_next_tier > 0 and people.amount_to_next_tier <= people.average_order_value_365d)
    and people.recency_days <= 180
