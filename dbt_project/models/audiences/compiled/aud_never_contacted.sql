-- One row per customer_id.
-- Compiled from audiences/never_contacted.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    events as (
        select fct_interactions.interaction_id as event_id, fct_interactions.customer_id, fct_interactions.kind, fct_interactions.product_id, fct_interactions.channel, fct_interactions.campaign_id, fct_interactions.occurred_at, fct_interactions.event_date
        from {{ ref("fct_interactions") }} as fct_interactions
        where fct_interactions.customer_id is not null and fct_interactions.kind in ('delivered') and fct_interactions.event_date <= {{ as_of_date() }}
    ),

    condition_2_counts as (
        select events.customer_id, count(distinct case when events.kind = 'delivered' then events.event_id end) as times
        from events
        where events.kind in ('delivered') and events.event_date >= {{ dbt.dateadd("day", "1 - 730", as_of_date()) }}
        group by events.customer_id
    ),

    condition_2 as (
        select condition_2_counts.customer_id, max(condition_2_counts.times) as times
        from condition_2_counts
        group by condition_2_counts.customer_id
    ),

    people as (
        select customer_360.*, coalesce(condition_2.times, 0) as condition_2_times
        from customer_360
        left join condition_2 on customer_360.customer_id = condition_2.customer_id
    )

select
    people.customer_id,
    left(coalesce(nullif(trim(case when coalesce(people.country, '{{ var("phone_region") }}') = 'ID' then people.salutation when people.gender = 'male' then 'Mr' when people.gender = 'female' then 'Ms' else 'Customer' end), ''), 'Kak'), 20) as salutation,
    left(coalesce(nullif(trim(people.name_to_call), ''), 'Pelanggan'), 30) as first_name,
    left(coalesce(nullif(trim(people.favourite_product), ''), 'produk pilihan Anda'), 60) as favourite_product,
    left(coalesce(nullif(trim(coalesce(people.favourite_store_id, people.last_store_id)), ''), 'toko kami'), 40) as store,
    people.condition_2_times
from people
where
    true
    and not people.is_pseudo
    and people.is_customer = true
    and people.condition_2_times <= 0
