-- One row per product_id.
with
    dim_products as (select * from {{ ref("dim_products") }} where is_sellable),

    int_stock as (select * from {{ ref("int_stock") }}),

    int_product_buyers as (
        select * from {{ ref("int_product_buyers") }} where window_name = 'lifetime'
    ),

    stocks as (select count(*) as counted_product_count from int_stock),

    sums as (
        select
            int_product_buyers.product_id,
            count(
                case
                    when int_product_buyers.customer_id <> '' and int_product_buyers.order_count > 0
                    then 1
                end
            ) as buyer_count,
            sum(int_product_buyers.net_revenue) as net_revenue,
            sum(
                int_product_buyers.sold_quantity - int_product_buyers.returned_quantity
            ) as kept_quantity
        from int_product_buyers
        group by int_product_buyers.product_id
    ),

    -- Where stock is counted, what is not counted is not there; where it never is, nobody knows.
    offerable as (
        select
            dim_products.product_id,
            dim_products.name,
            dim_products.category,
            coalesce(
                dim_products.list_price, {{ ratio("sums.net_revenue", "sums.kept_quantity") }}
            ) as price,
            coalesce(sums.buyer_count, 0) as buyer_count,
            int_stock.stock_quantity
        from dim_products
        cross join stocks
        left join int_stock on dim_products.product_id = int_stock.product_id
        left join sums on dim_products.product_id = sums.product_id
        where int_stock.stock_quantity > 0 or stocks.counted_product_count = 0
    )

select
    offerable.product_id,
    offerable.name as product_name,
    offerable.category,
    cast(offerable.price as decimal(18, 2)) as price,
    offerable.stock_quantity,
    offerable.buyer_count,
    row_number() over (
        partition by offerable.category order by offerable.buyer_count desc, offerable.product_id
    ) as popularity_rank_in_category
from offerable
