-- One row per customer_id.
-- Compiled from audiences/carted_not_ordered.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    events as (
        select fct_interactions.interaction_id as event_id, fct_interactions.customer_id, fct_interactions.kind, fct_interactions.product_id, fct_interactions.channel, fct_interactions.campaign_id, fct_interactions.occurred_at, fct_interactions.event_date
        from {{ ref("fct_interactions") }} as fct_interactions
        where fct_interactions.customer_id is not null and fct_interactions.kind in ('cart_add', 'product_view') and fct_interactions.event_date <= {{ as_of_date() }}
        union all select fct_order_lines.order_id as event_id, fct_order_lines.customer_id, 'bought' as kind, fct_order_lines.product_id, fct_order_lines.channel, fct_orders.campaign_id, fct_order_lines.ordered_at as occurred_at, fct_order_lines.order_date as event_date
        from {{ ref("fct_order_lines") }} as fct_order_lines
        inner join {{ ref("fct_orders") }} as fct_orders on fct_order_lines.order_id = fct_orders.order_id
        where fct_order_lines.customer_id is not null and fct_orders.is_kept and not fct_order_lines.is_return and fct_order_lines.order_date <= {{ as_of_date() }}
    ),

    condition_1_step_1 as (
        select distinct events.customer_id, events.product_id, events.occurred_at
        from events
        where events.kind = 'product_view' and events.event_date >= {{ dbt.dateadd("day", "1 - 30", as_of_date()) }} and events.product_id is not null
    ),

    condition_1_step_2_candidates as (
        select *
        from events
        where events.kind = 'cart_add' and events.event_date >= {{ dbt.dateadd("day", "1 - 30", as_of_date()) }} and events.product_id is not null
    ),

    condition_1_step_2 as (
        select distinct condition_1_step_1.customer_id, condition_1_step_1.product_id, condition_1_step_2_candidates.occurred_at
        from condition_1_step_1
        inner join condition_1_step_2_candidates on condition_1_step_1.customer_id = condition_1_step_2_candidates.customer_id and condition_1_step_1.product_id = condition_1_step_2_candidates.product_id and condition_1_step_2_candidates.occurred_at > condition_1_step_1.occurred_at and condition_1_step_2_candidates.occurred_at <= {{ dbt.dateadd("hour", "72", "condition_1_step_1.occurred_at") }}
    ),

    condition_1_step_3_candidates as (
        select *
        from events
        where events.kind = 'bought' and events.event_date >= {{ dbt.dateadd("day", "1 - 30", as_of_date()) }} and events.product_id is not null
    ),

    condition_1_step_3 as (
        select condition_1_step_2.customer_id, condition_1_step_2.product_id, condition_1_step_2.occurred_at
        from condition_1_step_2
        left join condition_1_step_3_candidates on condition_1_step_2.customer_id = condition_1_step_3_candidates.customer_id and condition_1_step_2.product_id = condition_1_step_3_candidates.product_id and condition_1_step_3_candidates.occurred_at > condition_1_step_2.occurred_at
        group by condition_1_step_2.customer_id, condition_1_step_2.product_id, condition_1_step_2.occurred_at
        having count(condition_1_step_3_candidates.event_id) = 0
    ),

    condition_1 as (
        select condition_1_step_3.customer_id, count(*) as times
        from condition_1_step_3
        group by condition_1_step_3.customer_id
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
    left(coalesce(nullif(trim(people.favourite_category), ''), 'pilihan kami'), 40) as favourite_category,
    left(coalesce(nullif(trim(people.recommended_product), ''), 'pilihan terbaru kami'), 60) as recommended_product,
    people.condition_1_times
from people
where
    true
    and not people.is_pseudo
    and people.condition_1_times >= 1
