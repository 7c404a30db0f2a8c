-- One row per customer_id.
-- Compiled from audiences/complaint_recovery.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    events as (
        select fct_interactions.interaction_id as event_id, fct_interactions.customer_id, fct_interactions.kind, fct_interactions.product_id, fct_interactions.channel, fct_interactions.campaign_id, fct_interactions.occurred_at, fct_interactions.event_date
        from {{ ref("fct_interactions") }} as fct_interactions
        where fct_interactions.customer_id is not null and fct_interactions.kind in ('complaint_opened') and fct_interactions.event_date <= {{ as_of_date() }}
    ),

    condition_1_counts as (
        select events.customer_id, count(distinct case when events.kind = 'complaint_opened' then events.event_id end) as times
        from events
        where events.kind in ('complaint_opened') and events.event_date >= {{ dbt.dateadd("day", "1 - 60", as_of_date()) }}
        group by events.customer_id
    ),

    condition_1 as (
        select condition_1_counts.customer_id, max(condition_1_counts.times) as times
        from condition_1_counts
        group by condition_1_counts.customer_id
    ),

    people as (
        select customer_360.*, coalesce(condition_1.times, 0) as condition_1_times
        from customer_360
        left join condition_1 on customer_360.customer_id = condition_1.customer_id
    )

select
    people.customer_id,
    left(coalesce(nullif(trim(case when coalesce(people.country, '{{ var("phone_region") }}') = 'ID' then people.salutation when people.gender = 'male' then 'Mr' when people.gender = 'female' then 'Ms' else 'Customer' end), ''), 'Kak'), 20) as salutation,
    left(coalesce(nullif(trim(people.name_to_call), ''), 'Pelanggan'), 30) as first_name,
    left(coalesce(nullif(trim(coalesce(people.favourite_store_id, people.last_store_id)), ''), 'toko kami'), 40) as store,
    people.last_purchase_date as last_purchase_date,
    people.condition_1_times
from people
where
    true
    and not people.is_pseudo
    and people.condition_1_times >= 1
    and people.has_open_complaint = false
