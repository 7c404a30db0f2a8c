-- One row per customer_id.
with
    dim_customers as (select * from {{ ref("dim_customers") }}),

    fct_customer_value as (select * from {{ ref("fct_customer_value") }}),

    dim_products as (select * from {{ ref("dim_products") }}),

    int_favourite_products as (select * from {{ ref("int_favourite_products") }}),

    int_customer_activities as (select * from {{ ref("int_customer_activities") }})

select
    dim_customers.customer_id,
    dim_customers.is_customer,
    dim_customers.is_pseudo,
    dim_customers.is_deleted,
    dim_customers.full_name,
    dim_customers.first_name,
    dim_customers.last_name,
    dim_customers.salutation,
    dim_customers.name_to_call,
    dim_customers.email,
    dim_customers.phone,
    dim_customers.is_phone_mobile,
    dim_customers.country,
    dim_customers.postal_code,
    dim_customers.city,
    dim_customers.province,
    dim_customers.birth_date,
    dim_customers.is_birth_date_suspect,
    dim_customers.age,
    dim_customers.gender,
    dim_customers.occupation,
    dim_customers.acquisition_source,
    dim_customers.first_seen_at,
    fct_customer_value.lifecycle,
    fct_customer_value.recency_days,
    fct_customer_value.tenure_days,
    fct_customer_value.first_purchase_date,
    fct_customer_value.last_purchase_date,
    fct_customer_value.median_gap_days,
    fct_customer_value.frequency_365d,
    fct_customer_value.frequency_lifetime,
    fct_customer_value.kept_order_count_365d,
    fct_customer_value.kept_order_count_lifetime,
    fct_customer_value.gross_revenue_365d,
    fct_customer_value.gross_revenue_lifetime,
    fct_customer_value.net_revenue_365d,
    fct_customer_value.net_revenue_lifetime,
    fct_customer_value.monetary_value_365d,
    fct_customer_value.average_order_value_365d,
    fct_customer_value.average_order_value_lifetime,
    fct_customer_value.rfm_recency_score,
    fct_customer_value.rfm_frequency_score,
    fct_customer_value.rfm_monetary_score,
    fct_customer_value.revenue_rank_365d,
    fct_customer_value.cumulative_revenue_share_365d,
    fct_customer_value.is_top_80,
    dim_products.name as favourite_product,
    int_customer_activities.last_store_id,
    coalesce(int_customer_activities.has_open_complaint, false) as has_open_complaint,
    int_customer_activities.last_cart_at,
    int_customer_activities.last_cart_amount,
    coalesce(
        int_customer_activities.has_purchase_after_last_cart, false
    ) as has_purchase_after_last_cart
from dim_customers
inner join fct_customer_value on dim_customers.customer_id = fct_customer_value.customer_id
left join int_favourite_products on dim_customers.customer_id = int_favourite_products.customer_id
left join dim_products on int_favourite_products.product_id = dim_products.product_id
left join int_customer_activities on dim_customers.customer_id = int_customer_activities.customer_id
