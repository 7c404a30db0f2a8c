-- One row per customer_id.
with customer_360 as (select * from {{ ref("customer_360") }})

select
    customer_360.customer_id,
    customer_360.salutation,
    customer_360.name_to_call,
    customer_360.favourite_product,
    customer_360.last_purchase_date,
    customer_360.net_revenue_lifetime,
    {{ amount_text("customer_360.net_revenue_lifetime") }} as net_revenue_lifetime_text
from customer_360
where
    true
    and not customer_360.is_pseudo
    and customer_360.lifecycle = 'lapsed'
    and customer_360.net_revenue_lifetime >= {{ var("win_back_net_revenue_lifetime_min") }}
