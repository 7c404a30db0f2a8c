-- One row per customer_id.
-- What the marts describe of a person is taken as they describe it; the contract in YAML names
-- every column. Every join is on the one key of a table that has it once: a star.
with
    dim_customers as (select * from {{ ref("dim_customers") }}),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_customer_activities as (select * from {{ ref("int_customer_activities") }}),

    fct_customer_value as (select * from {{ ref("fct_customer_value") }}),

    fct_customer_tiers as (select * from {{ ref("fct_customer_tiers") }}),

    fct_customer_points as (select * from {{ ref("fct_customer_points") }}),

    fct_customer_lifetime_value as (select * from {{ ref("fct_customer_lifetime_value") }}),

    fct_next_purchases as (select * from {{ ref("fct_next_purchases") }}),

    fct_customer_rhythms as (select * from {{ ref("fct_customer_rhythms") }}),

    fct_customer_preferences as (select * from {{ ref("fct_customer_preferences") }}),

    fct_customer_engagement as (select * from {{ ref("fct_customer_engagement") }}),

    fct_receivables as (select * from {{ ref("fct_receivables") }}),

    fct_usual_orders as (select * from {{ ref("fct_usual_orders") }}),

    customer_recommendations as (
        select * from {{ ref("customer_recommendations") }} where recommendation_rank <= 3
    ),

    usual_items as (
        select
            fct_usual_orders.*,
            {{ quantity_text("fct_usual_orders.usual_quantity") }}
            || ' '
            || coalesce(fct_usual_orders.product_name, fct_usual_orders.product_id) as item
        from fct_usual_orders
    ),

    usual_orders as (
        select
            usual_items.customer_id,
            {{ dbt.listagg("usual_items.item", "', '", "order by usual_items.item_number") }}
            as usual_order,
            max(usual_items.usual_store_id) as usual_store_id,
            max(usual_items.usual_hour) as usual_hour
        from usual_items
        group by usual_items.customer_id
    ),

    first_recommendations as (
        select customer_recommendations.*
        from customer_recommendations
        where customer_recommendations.recommendation_rank = 1
    ),

    further_recommendations as (
        select
            customer_recommendations.customer_id,
            max(
                case
                    when customer_recommendations.recommendation_rank = 2
                    then customer_recommendations.product_id
                end
            ) as second_product_id,
            max(
                case
                    when customer_recommendations.recommendation_rank = 3
                    then customer_recommendations.product_id
                end
            ) as third_product_id
        from customer_recommendations
        group by customer_recommendations.customer_id
    )

select
    dim_customers.customer_id,
    {{ columns_of("dim_customers") }},
    int_customer_lifecycles.is_history_complete,
    int_customer_lifecycles.is_seasonal,
    {{ columns_of("fct_customer_value", leave_out=["is_customer", "is_pseudo"]) }},
    {{ columns_of("fct_customer_tiers") }},
    {{ columns_of("fct_customer_points") }},
    {{ columns_of("fct_customer_lifetime_value") }},
    {{ columns_of("fct_next_purchases") }},
    {{ columns_of("fct_customer_rhythms", leave_out=["purchase_date_count"]) }},
    {{ columns_of("fct_customer_preferences") }},
    usual_orders.usual_order,
    usual_orders.usual_store_id,
    usual_orders.usual_hour,
    int_customer_activities.last_store_id,
    {{ columns_of("fct_customer_engagement") }},
    int_customer_activities.last_cart_at,
    int_customer_activities.last_cart_amount,
    coalesce(
        int_customer_activities.has_purchase_after_last_cart, false
    ) as has_purchase_after_last_cart,
    coalesce(int_customer_activities.has_open_complaint, false) as has_open_complaint,
    {{ columns_of("fct_receivables") }},
    first_recommendations.product_id as recommended_product_id,
    first_recommendations.product_name as recommended_product,
    first_recommendations.category as recommended_category,
    first_recommendations.price as recommended_price,
    first_recommendations.reason as recommendation_reason,
    further_recommendations.second_product_id as second_recommended_product_id,
    further_recommendations.third_product_id as third_recommended_product_id,
    case
        when not dim_customers.is_pseudo
        then {{ treatment("benefit", "fct_customer_tiers.tier", "fct_customer_value.value_class") }}
    end as treatment_benefit,
    case
        when not dim_customers.is_pseudo
        then {{ treatment("offer", "fct_customer_tiers.tier", "fct_customer_value.value_class") }}
    end as treatment_offer,
    case
        when not dim_customers.is_pseudo
        then {{ treatment("channel", "fct_customer_tiers.tier", "fct_customer_value.value_class") }}
    end as treatment_channel
from dim_customers
inner join fct_customer_value on dim_customers.customer_id = fct_customer_value.customer_id
left join int_customer_lifecycles on dim_customers.customer_id = int_customer_lifecycles.customer_id
left join fct_customer_tiers on dim_customers.customer_id = fct_customer_tiers.customer_id
left join fct_customer_points on dim_customers.customer_id = fct_customer_points.customer_id
left join
    fct_customer_lifetime_value
    on dim_customers.customer_id = fct_customer_lifetime_value.customer_id
left join fct_next_purchases on dim_customers.customer_id = fct_next_purchases.customer_id
left join fct_customer_rhythms on dim_customers.customer_id = fct_customer_rhythms.customer_id
left join
    fct_customer_preferences on dim_customers.customer_id = fct_customer_preferences.customer_id
left join usual_orders on dim_customers.customer_id = usual_orders.customer_id
left join fct_customer_engagement on dim_customers.customer_id = fct_customer_engagement.customer_id
left join int_customer_activities on dim_customers.customer_id = int_customer_activities.customer_id
left join fct_receivables on dim_customers.customer_id = fct_receivables.customer_id
left join first_recommendations on dim_customers.customer_id = first_recommendations.customer_id
left join further_recommendations on dim_customers.customer_id = further_recommendations.customer_id
