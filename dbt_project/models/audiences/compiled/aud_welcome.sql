-- One row per customer_id.
-- Compiled from audiences/welcome.yml; a change belongs there.
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
    people.last_purchase_date as last_purchase_date,
    left(coalesce(nullif(trim({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_to"))) }}), ''), '-'), 20) as send_after,
    left(coalesce(nullif(trim({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_from"))) }}), ''), '-'), 20) as send_before,
    left(coalesce(nullif(trim(greatest({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_to"))) }}, least({{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_from"))) }}, coalesce({{ recipient_moment("null", dbt.dateadd("hour", "people.best_contact_hour", day_of_file("00:00"))) }}, {{ recipient_moment("people.time_zone", day_of_file(var("quiet_hours_to"))) }})))), ''), '-'), 20) as best_send_at
from people
where
    true
    and not people.is_pseudo
    and people.is_history_complete = true
    and people.kept_order_count_lifetime = 1
    and people.first_purchase_date >= {{ dbt.dateadd("day", "1 - 3", as_of_date()) }} and people.first_purchase_date <= {{ as_of_date() }}
