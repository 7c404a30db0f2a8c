-- One row per customer_id and recommendation_rank.
{%- set most = var("recommendation_count") %}
with
    dim_customers as (
        select customer_id from {{ ref("dim_customers") }} where is_customer and not is_deleted
    ),

    dim_products as (
        select product_id, category from {{ ref("dim_products") }} where not is_service
    ),

    fct_product_offers as (select * from {{ ref("fct_product_offers") }}),

    fct_offerable_products as (select * from {{ ref("fct_offerable_products") }}),

    int_product_buyers as (
        select * from {{ ref("int_product_buyers") }} where window_name = 'lifetime'
    ),

    -- What they ever bought is not offered, even if it came back.
    bought as (
        select
            int_product_buyers.customer_id,
            int_product_buyers.product_id,
            dim_products.category,
            int_product_buyers.last_purchase_date,
            int_product_buyers.net_revenue,
            int_product_buyers.sold_quantity - int_product_buyers.returned_quantity as kept_quantity
        from int_product_buyers
        inner join dim_customers on int_product_buyers.customer_id = dim_customers.customer_id
        inner join dim_products on int_product_buyers.product_id = dim_products.product_id
        where int_product_buyers.sold_quantity > 0
    ),

    -- The newest few speak for a person, which bounds the pairs however much somebody owns.
    owned as (
        select
            bought.customer_id,
            bought.product_id,
            row_number() over (
                partition by bought.customer_id
                order by bought.last_purchase_date desc, bought.net_revenue desc, bought.product_id
            ) as newness
        from bought
        where bought.kept_quantity > 0
    ),

    usual_prices as (
        select
            bought.customer_id,
            {{ ratio("sum(bought.net_revenue)", "sum(bought.kept_quantity)") }} as usual_price
        from bought
        group by bought.customer_id
    ),

    category_revenues as (
        select bought.customer_id, bought.category, sum(bought.net_revenue) as net_revenue
        from bought
        group by bought.customer_id, bought.category
    ),

    main_categories as (
        select
            category_revenues.customer_id,
            category_revenues.category,
            row_number() over (
                partition by category_revenues.customer_id
                order by
                    category_revenues.net_revenue desc,
                    case when category_revenues.category is null then 1 else 0 end,
                    category_revenues.category
            ) as preference
        from category_revenues
    ),

    -- The best rule per person and product: rules are numbered from the best on.
    offered as (
        select
            owned.customer_id,
            fct_product_offers.offered_product_id as product_id,
            min(fct_product_offers.offer_number) as offer_number
        from owned
        inner join fct_product_offers on owned.product_id = fct_product_offers.product_id
        where owned.newness <= {{ var("recommendation_owned_products_max") }}
        group by owned.customer_id, fct_product_offers.offered_product_id
    ),

    popular as (
        select
            main_categories.customer_id,
            fct_offerable_products.product_id,
            fct_offerable_products.popularity_rank_in_category as offer_number
        from main_categories
        inner join
            fct_offerable_products
            on coalesce(main_categories.category, '')
            = coalesce(fct_offerable_products.category, '')
        where
            main_categories.preference = 1
            and fct_offerable_products.buyer_count > 0
            and fct_offerable_products.popularity_rank_in_category
            <= {{ var("recommendation_popular_products_max") }}
    ),

    candidates as (
        select offered.customer_id, offered.product_id, 0 as is_fallback, offered.offer_number
        from offered
        union all
        select popular.customer_id, popular.product_id, 1 as is_fallback, popular.offer_number
        from popular
        where
            not exists (
                select 1
                from offered
                where
                    offered.customer_id = popular.customer_id
                    and offered.product_id = popular.product_id
            )
    ),

    fitting as (
        select
            candidates.*,
            fct_offerable_products.product_name,
            fct_offerable_products.category,
            fct_offerable_products.price,
            usual_prices.usual_price
        from candidates
        inner join
            fct_offerable_products on candidates.product_id = fct_offerable_products.product_id
        inner join usual_prices on candidates.customer_id = usual_prices.customer_id
        where
            (
                fct_offerable_products.price is null
                or usual_prices.usual_price is null
                or fct_offerable_products.price
                between usual_prices.usual_price
                * cast(
                    {{ var("recommendation_price_ratio_min") }} as decimal(9, 4)
                ) and usual_prices.usual_price
                * cast({{ var("recommendation_price_ratio_max") }} as decimal(9, 4))
            )
            and not exists (
                select 1
                from bought
                where
                    bought.customer_id = candidates.customer_id
                    and bought.product_id = candidates.product_id
            )
    ),

    ranked as (
        select
            fitting.*,
            row_number() over (
                partition by fitting.customer_id
                order by fitting.is_fallback, fitting.offer_number, fitting.product_id
            ) as recommendation_rank
        from fitting
    )

select
    ranked.customer_id,
    ranked.recommendation_rank,
    ranked.product_id,
    ranked.product_name,
    ranked.category,
    ranked.price,
    ranked.usual_price,
    coalesce(fct_product_offers.basis, 'popular_in_category') as basis,
    fct_product_offers.product_id as because_of_product_id,
    fct_product_offers.product_name as because_of_product_name,
    fct_product_offers.confidence,
    fct_product_offers.lift,
    coalesce(
        fct_product_offers.reason,
        case
            when ranked.category is null
            then 'Among the most bought'
            else 'Among the most bought in ' || ranked.category
        end
    ) as reason
from ranked
left join
    fct_product_offers
    on ranked.is_fallback = 0
    and ranked.offer_number = fct_product_offers.offer_number
where ranked.recommendation_rank <= {{ most }}
