-- One row per customer_id.
with customer_360 as (select * from {{ ref("customer_360") }})

select
    customer_360.customer_id,
    customer_360.salutation,
    customer_360.name_to_call,
    replace(
        left({{ timestamp_text(local_from_utc("customer_360.last_cart_at")) }}, 16), 'T', ' '
    ) as last_cart_at_text,
    customer_360.last_cart_amount,
    {{ amount_text("customer_360.last_cart_amount") }} as last_cart_amount_text
from customer_360
where
    true
    and not customer_360.is_pseudo
    and customer_360.last_cart_at
    >= {{ dbt.dateadd("hour", -var("abandoned_cart_hours_max"), end_of_as_of()) }}
    and customer_360.last_cart_at
    <= {{ dbt.dateadd("hour", -var("abandoned_cart_hours_min"), end_of_as_of()) }}
    and not customer_360.has_purchase_after_last_cart
