-- One row per category and offered_category.
with
    int_customer_categories as (
        select * from {{ ref("int_customer_categories") }} where category <> ''
    ),

    fct_offerable_products as (select * from {{ ref("fct_offerable_products") }}),

    dim_customers as (select customer_id from {{ ref("dim_customers") }} where is_customer),

    bought as (
        select int_customer_categories.*
        from int_customer_categories
        inner join dim_customers on int_customer_categories.customer_id = dim_customers.customer_id
        where int_customer_categories.kept_quantity > 0
    ),

    main_categories as (select customer_id, category from bought where category_rank = 1),

    sizes as (
        select main_categories.category, count(*) as customer_count
        from main_categories
        group by main_categories.category
    ),

    pairs as (
        select
            main_categories.category, bought.category as offered_category, count(*) as buyer_count
        from main_categories
        inner join bought on main_categories.customer_id = bought.customer_id
        where bought.category <> main_categories.category
        group by main_categories.category, bought.category
    ),

    offerable as (
        select
            fct_offerable_products.category,
            count(*) as offerable_product_count,
            min(fct_offerable_products.price) as lowest_price,
            max(fct_offerable_products.price) as highest_price
        from fct_offerable_products
        group by fct_offerable_products.category
    ),

    ranked as (
        select
            pairs.*,
            sizes.customer_count,
            offerable.offerable_product_count,
            offerable.lowest_price,
            offerable.highest_price,
            {{ share_of("pairs.buyer_count", "sizes.customer_count") }} as confidence,
            row_number() over (
                partition by pairs.category order by pairs.buyer_count desc, pairs.offered_category
            ) as offer_rank
        from pairs
        inner join sizes on pairs.category = sizes.category
        inner join offerable on pairs.offered_category = offerable.category
        where pairs.buyer_count >= {{ var("affinity_pair_count_min") }}
    )

select
    ranked.category,
    ranked.offered_category,
    ranked.customer_count,
    ranked.buyer_count,
    ranked.confidence,
    ranked.offerable_product_count,
    ranked.lowest_price,
    ranked.highest_price,
    ranked.offer_rank,
    cast(cast(ranked.confidence * 100 as decimal(5, 1)) as varchar)
    || ' % of those who mostly buy '
    || ranked.category
    || ' buy '
    || ranked.offered_category
    || ' too' as reason
from ranked
where ranked.offer_rank <= {{ var("recommendation_offers_per_product") }}
