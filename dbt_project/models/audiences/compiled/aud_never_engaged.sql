-- One row per customer_id.
-- Compiled from audiences/never_engaged.yml; a change belongs there.
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
    and people.email_delivered_count_365d >= 10
    and people.email_opened_count_365d = 0
    and people.email_clicked_count_365d = 0
    and not (people.recency_days <= 90)
