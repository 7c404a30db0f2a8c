-- One row per customer_id.
with customer_360 as (select * from {{ ref("customer_360") }})

select
    customer_360.customer_id,
    customer_360.salutation,
    customer_360.name_to_call,
    customer_360.favourite_product,
    customer_360.last_purchase_date
from customer_360
where
    true
    and not customer_360.is_pseudo
    and customer_360.is_history_complete
    and customer_360.kept_order_count_lifetime = 1
    and customer_360.recency_days >= {{ var("second_purchase_recency_days_min") }}
    and customer_360.recency_days <= {{ var("second_purchase_recency_days_max") }}
