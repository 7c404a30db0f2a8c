-- One row per recommendation that must not be made, and per customer whose ranks have a gap.
with
    customer_recommendations as (select * from {{ ref("customer_recommendations") }}),

    dim_products as (select * from {{ ref("dim_products") }}),

    dim_customers as (select * from {{ ref("dim_customers") }}),

    int_stock as (select * from {{ ref("int_stock") }}),

    int_product_buyers as (
        select *
        from {{ ref("int_product_buyers") }}
        where window_name = 'lifetime' and sold_quantity > 0
    ),

    int_customer_categories as (select * from {{ ref("int_customer_categories") }}),

    -- distinct: a category has several products
    offerable_categories as (select distinct category from {{ ref("fct_offerable_products") }}),

    ranks as (
        select
            customer_recommendations.customer_id,
            count(*) as recommendation_count,
            count(
                distinct coalesce(
                    customer_recommendations.product_id,
                    'category ' || customer_recommendations.category
                )
            ) as product_count,
            min(customer_recommendations.recommendation_rank) as first_rank,
            max(customer_recommendations.recommendation_rank) as last_rank
        from customer_recommendations
        group by customer_recommendations.customer_id
    )

select customer_recommendations.customer_id, customer_recommendations.product_id
from customer_recommendations
left join dim_products on customer_recommendations.product_id = dim_products.product_id
left join dim_customers on customer_recommendations.customer_id = dim_customers.customer_id
left join int_stock on customer_recommendations.product_id = int_stock.product_id
left join
    int_product_buyers
    on customer_recommendations.customer_id = int_product_buyers.customer_id
    and customer_recommendations.product_id = int_product_buyers.product_id
where
    (customer_recommendations.kind = 'product' and not coalesce(dim_products.is_sellable, false))
    or dim_products.is_service
    or not coalesce(dim_customers.is_customer, false)
    or (
        customer_recommendations.kind = 'product'
        and coalesce(int_stock.stock_quantity, 0) <= 0
        and exists (select 1 from int_stock as counted)
    )
    or int_product_buyers.product_id is not null
    or customer_recommendations.price
    < {{ var("recommendation_price_ratio_min") }} * customer_recommendations.usual_price
    or customer_recommendations.price
    > {{ var("recommendation_price_ratio_max") }} * customer_recommendations.usual_price
    or customer_recommendations.reason = ''
union all
-- A category of which nothing can be offered, or of which they bought before.
select customer_recommendations.customer_id, customer_recommendations.category as product_id
from customer_recommendations
left join offerable_categories on customer_recommendations.category = offerable_categories.category
left join
    int_customer_categories
    on customer_recommendations.customer_id = int_customer_categories.customer_id
    and customer_recommendations.category = int_customer_categories.category
where
    customer_recommendations.kind = 'category'
    and (offerable_categories.category is null or int_customer_categories.customer_id is not null)
union all
select ranks.customer_id, 'ranks' as product_id
from ranks
where
    ranks.first_rank <> 1
    or ranks.last_rank <> ranks.recommendation_count
    or ranks.product_count <> ranks.recommendation_count
    or ranks.last_rank > {{ var("recommendation_count") }}
