-- One row per customer_id.
-- Compiled from audiences/lookalike_seed.yml; a change belongs there.
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
    people.net_revenue_365d as net_revenue_365d
from people
where
    true
    and not people.is_pseudo
    and people.value_class = 'drives'
    and people.return_rate_365d < 0.2
