-- One row per customer_id.
-- Compiled from audiences/recent_buyers.yml; a change belongs there.
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
    people.last_purchase_date as last_purchase_date
from people
where
    true
    and not people.is_pseudo
    and people.last_purchase_date >= {{ dbt.dateadd("day", "1 - 14", as_of_date()) }} and people.last_purchase_date <= {{ as_of_date() }}
