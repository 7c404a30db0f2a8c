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

    fct_category_offers as (select * from {{ ref("fct_category_offers") }}),

    int_customer_categories as (select * from {{ ref("int_customer_categories") }}),

    fct_offerable_products as (select * from {{ ref("fct_offerable_products") }}),

    int_product_buyers as (
        select * from {{ ref("int_product_buyers") }} where window_name = 'lifetime'
    ),

    -- What they ever bought is not offered, even if it came back.
    bought as (
        select
            int_product_buyers.customer_id,
            int_product_buyers.product_id,
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

    main_categories as (
        select customer_id, category from int_customer_categories where category_rank = 1
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
            on main_categories.category = coalesce(fct_offerable_products.category, '')
        where
            fct_offerable_products.buyer_count > 0
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

    -- What they never bought of and no product speaks for; somewhere between its cheapest and its
    -- dearest their price lies.
    fitting_categories as (
        select
            main_categories.customer_id,
            fct_category_offers.offered_category as category,
            fct_category_offers.offer_rank,
            fct_category_offers.confidence,
            fct_category_offers.reason,
            usual_prices.usual_price
        from main_categories
        inner join fct_category_offers on main_categories.category = fct_category_offers.category
        inner join usual_prices on main_categories.customer_id = usual_prices.customer_id
        where
            coalesce(
                fct_category_offers.highest_price
                >= usual_prices.usual_price
                * cast({{ var("recommendation_price_ratio_min") }} as decimal(9, 4))
                and fct_category_offers.lowest_price
                <= usual_prices.usual_price
                * cast({{ var("recommendation_price_ratio_max") }} as decimal(9, 4)),
                true
            )
            and not exists (
                select 1
                from int_customer_categories
                where
                    int_customer_categories.customer_id = main_categories.customer_id
                    and int_customer_categories.category = fct_category_offers.offered_category
            )
            and not exists (
                select 1
                from fitting
                where
                    fitting.customer_id = main_categories.customer_id
                    and fitting.category = fct_category_offers.offered_category
            )
    ),

    -- Categories take the places that products leave.
    recommended as (
        select
            fitting.customer_id,
            'product' as kind,
            fitting.product_id,
            fitting.product_name,
            fitting.category,
            fitting.price,
            fitting.usual_price,
            fitting.is_fallback as step,
            fitting.offer_number,
            case when fitting.is_fallback = 0 then fitting.offer_number end as rule_number,
            cast(null as decimal(18, 9)) as category_confidence,
            cast(null as varchar) as category_reason
        from fitting
        union all
        select
            fitting_categories.customer_id,
            'category' as kind,
            null as product_id,
            null as product_name,
            fitting_categories.category,
            null as price,
            fitting_categories.usual_price,
            2 as step,
            fitting_categories.offer_rank as offer_number,
            null as rule_number,
            fitting_categories.confidence as category_confidence,
            fitting_categories.reason as category_reason
        from fitting_categories
    ),

    ranked as (
        select
            recommended.*,
            row_number() over (
                partition by recommended.customer_id
                order by
                    recommended.step,
                    recommended.offer_number,
                    recommended.product_id,
                    recommended.category
            ) as recommendation_rank
        from recommended
    )

select
    ranked.customer_id,
    ranked.recommendation_rank,
    ranked.kind,
    ranked.product_id,
    ranked.product_name,
    ranked.category,
    ranked.price,
    ranked.usual_price,
    case
        when ranked.kind = 'category'
        then 'bought_with_category'
        else coalesce(fct_product_offers.basis, 'popular_in_category')
    end as basis,
    fct_product_offers.product_id as because_of_product_id,
    fct_product_offers.product_name as because_of_product_name,
    coalesce(fct_product_offers.confidence, ranked.category_confidence) as confidence,
    fct_product_offers.lift,
    coalesce(
        fct_product_offers.reason,
        ranked.category_reason,
        case
            when ranked.category is null
            then 'Among the most bought'
            else 'Among the most bought in ' || ranked.category
        end
    ) as reason
from ranked
left join fct_product_offers on ranked.rule_number = fct_product_offers.offer_number
where ranked.recommendation_rank <= {{ most }}
