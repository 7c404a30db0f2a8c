-- One row per customer_id.
-- Compiled from audiences/event_follow_up.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    events as (
        select fct_interactions.interaction_id as event_id, fct_interactions.customer_id, fct_interactions.kind, fct_interactions.product_id, fct_interactions.channel, fct_interactions.campaign_id, fct_interactions.occurred_at, fct_interactions.event_date
        from {{ ref("fct_interactions") }} as fct_interactions
        where fct_interactions.customer_id is not null and fct_interactions.kind in ('event_visit') and fct_interactions.event_date <= {{ as_of_date() }}
        union all select fct_order_lines.order_id as event_id, fct_order_lines.customer_id, 'bought' as kind, fct_order_lines.product_id, fct_order_lines.channel, fct_orders.campaign_id, fct_order_lines.ordered_at as occurred_at, fct_order_lines.order_date as event_date
        from {{ ref("fct_order_lines") }} as fct_order_lines
        inner join {{ ref("fct_orders") }} as fct_orders on fct_order_lines.order_id = fct_orders.order_id
        where fct_order_lines.customer_id is not null and fct_orders.is_kept and not fct_order_lines.is_return and fct_order_lines.order_date <= {{ as_of_date() }}
    ),

    condition_2_counts as (
        select events.customer_id, count(distinct case when events.kind = 'event_visit' then events.event_id end) as times
        from events
        where events.kind in ('bought', 'event_visit') and events.event_date >= {{ dbt.dateadd("day", "1 - " ~ audience_parameter("event_follow_up", "days", 14), as_of_date()) }}
        group by events.customer_id
        having count(case when events.kind = 'bought' then 1 end) = 0
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
    left(coalesce(nullif(trim(people.city), ''), 'kota Anda'), 40) as city,
    left(coalesce(nullif(trim(people.recommended_product), ''), 'pilihan terbaru kami'), 60) as recommended_product,
    left(coalesce(nullif(trim({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_to"))) }}), ''), '-'), 20) as send_after,
    left(coalesce(nullif(trim({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_from"))) }}), ''), '-'), 20) as send_before,
    left(coalesce(nullif(trim(greatest({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_to"))) }}, least({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_from"))) }}, coalesce({{ recipient_moment("null", dbt.dateadd("hour", "people.best_contact_hour", day_of_file("00:00"))) }}, {{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_to"))) }})))), ''), '-'), 20) as best_send_at,
    people.condition_2_times
from people
where
    true
    and not people.is_pseudo
    and people.acquisition_source = {{ audience_parameter("event_follow_up", "source", "event") }}
    and people.condition_2_times >= 1
