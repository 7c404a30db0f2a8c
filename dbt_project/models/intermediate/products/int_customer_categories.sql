-- One row per customer_id and category.
with
    service_products as (select * from {{ ref("service_products") }}),

    int_listed_products as (select product_id, category from {{ ref("int_listed_products") }}),

    int_product_buyers as (
        select
            *,
            upper({{ dbt.split_part("product_id", "':'", -1) }}) as code,
            sold_quantity - returned_quantity as kept_quantity,
        from {{ ref("int_product_buyers") }}
        where window_name = 'lifetime' and customer_id <> '' and sold_quantity > 0
    ),

    -- Products that no list has, or puts in no category, are one.
    categories as (
        select
            int_product_buyers.customer_id,
            coalesce(int_listed_products.category, '') as category,
            sum(int_product_buyers.net_revenue) as net_revenue,
            sum(int_product_buyers.kept_quantity) as kept_quantity
        from int_product_buyers
        left join
            int_listed_products on int_product_buyers.product_id = int_listed_products.product_id
        where
            not exists (
                select 1 from service_products where service_products.code = int_product_buyers.code
            )
        group by int_product_buyers.customer_id, coalesce(int_listed_products.category, '')
    )

select
    categories.customer_id,
    categories.category,
    cast(categories.net_revenue as decimal(18, 2)) as net_revenue,
    cast(categories.kept_quantity as decimal(18, 3)) as kept_quantity,
    row_number() over (
        partition by categories.customer_id
        order by
            categories.net_revenue desc,
            case when categories.category = '' then 1 else 0 end,
            categories.category
    ) as category_rank
from categories
