-- One row per product_id, window_name, group_kind and group_value.
with
    windows as ({{ product_windows(var("product_window_days")) }}),

    dim_customers as (
        select
            customer_id,
            coalesce(gender, 'unknown') as gender,
            coalesce({{ age_band("age") }}, 'unknown') as age_band,
            coalesce(city, 'unknown') as city,
            coalesce(province, 'unknown') as province
        from {{ ref("dim_customers") }}
    ),

    int_product_buyers as (select * from {{ ref("int_product_buyers") }}),

    -- First by all groups at once: what follows reads a few cells instead of every buyer.
    cells as (
        select
            int_product_buyers.product_id,
            int_product_buyers.window_name,
            coalesce(dim_customers.gender, 'anonymous') as gender,
            coalesce(dim_customers.age_band, 'anonymous') as age_band,
            coalesce(dim_customers.city, 'anonymous') as city,
            coalesce(dim_customers.province, 'anonymous') as province,
            count(
                case
                    when
                        dim_customers.customer_id is not null and int_product_buyers.order_count > 0
                    then 1
                end
            ) as buyer_count,
            sum(int_product_buyers.order_count) as order_count,
            sum(
                int_product_buyers.sold_quantity - int_product_buyers.returned_quantity
            ) as kept_quantity,
            sum(int_product_buyers.net_revenue) as net_revenue
        from int_product_buyers
        inner join windows on int_product_buyers.window_name = windows.window_name
        left join dim_customers on int_product_buyers.customer_id = dim_customers.customer_id
        where int_product_buyers.sold_quantity <> 0 or int_product_buyers.returned_quantity <> 0
        group by
            int_product_buyers.product_id,
            int_product_buyers.window_name,
            dim_customers.gender,
            dim_customers.age_band,
            dim_customers.city,
            dim_customers.province
    ),

    grouped as (
        select cells.*, 'gender' as group_kind, cells.gender as group_value
        from cells
        union all
        select cells.*, 'age_band' as group_kind, cells.age_band as group_value
        from cells
        union all
        select cells.*, 'city' as group_kind, cells.city as group_value
        from cells
        union all
        select cells.*, 'province' as group_kind, cells.province as group_value
        from cells
    ),

    sums as (
        select
            grouped.product_id,
            grouped.window_name,
            grouped.group_kind,
            grouped.group_value,
            cast(sum(grouped.buyer_count) as bigint) as buyer_count,
            cast(sum(grouped.order_count) as bigint) as order_count,
            cast(sum(grouped.kept_quantity) as decimal(18, 3)) as kept_quantity,
            cast(sum(grouped.net_revenue) as decimal(18, 2)) as net_revenue
        from grouped
        group by grouped.product_id, grouped.window_name, grouped.group_kind, grouped.group_value
    )

select
    sums.product_id,
    sums.window_name,
    sums.group_kind,
    sums.group_value,
    sums.buyer_count,
    sums.order_count,
    sums.kept_quantity,
    sums.net_revenue,
    {{
        share_of(
            "sums.buyer_count",
            "sum(sums.buyer_count) over (partition by sums.product_id, sums.window_name, sums.group_kind)",
        )
    }}
    as buyer_share,
    row_number() over (
        partition by sums.window_name, sums.group_kind, sums.group_value
        order by sums.net_revenue desc, sums.product_id
    ) as revenue_rank_in_group
from sums
