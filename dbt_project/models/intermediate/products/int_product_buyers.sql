-- One row per product_id, window_name and customer_id.
with
    windows as (
        {{
            product_windows(
                var("product_window_days")
                + var("affinity_window_days")
                + [var("restock_rate_days"), var("quality_days"), var("target_market_days")]
            )
        }}
    ),

    int_order_products as (
        select *
        from {{ ref("int_order_products") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    pseudo_accounts as (
        select customer_id from {{ ref("int_customer_attributes") }} where is_pseudo
    ),

    -- Each purchase as it stands on as_of. Who is no person is nobody: the empty customer_id.
    purchases as (
        select
            int_order_products.order_id,
            int_order_products.product_id,
            int_order_products.order_date,
            case
                when pseudo_accounts.customer_id is null
                then coalesce(int_order_products.customer_id, '')
                else ''
            end as customer_id,
            sum(int_order_products.sold_quantity) as sold_quantity,
            sum(int_order_products.returned_quantity) as returned_quantity,
            sum(int_order_products.gross_amount) as gross_amount,
            sum(int_order_products.net_amount) as net_amount
        from int_order_products
        left join pseudo_accounts on int_order_products.customer_id = pseudo_accounts.customer_id
        group by
            int_order_products.order_id,
            int_order_products.product_id,
            int_order_products.order_date,
            int_order_products.customer_id,
            pseudo_accounts.customer_id
    ),

    windowed as (
        select
            purchases.*,
            windows.window_name,
            purchases.order_date >= windows.begins_date as is_inside,
            purchases.order_date >= windows.begins_date
            and purchases.sold_quantity > purchases.returned_quantity as is_kept
        from purchases
        cross join windows
        where purchases.order_date >= windows.previous_begins_date
    )

select
    windowed.product_id,
    windowed.window_name,
    windowed.customer_id,
    cast(count(case when windowed.is_kept then 1 end) as bigint) as order_count,
    min(case when windowed.is_kept then windowed.order_date end) as first_purchase_date,
    max(case when windowed.is_kept then windowed.order_date end) as last_purchase_date,
    cast(
        sum(case when windowed.is_inside then windowed.sold_quantity else 0 end) as decimal(18, 3)
    ) as sold_quantity,
    cast(
        sum(case when windowed.is_inside then windowed.returned_quantity else 0 end) as decimal(
            18, 3
        )
    ) as returned_quantity,
    cast(
        sum(case when windowed.is_inside then windowed.gross_amount else 0 end) as decimal(18, 2)
    ) as gross_revenue,
    cast(
        sum(case when windowed.is_inside then windowed.net_amount else 0 end) as decimal(18, 2)
    ) as net_revenue,
    cast(
        sum(case when windowed.is_inside then 0 else windowed.net_amount end) as decimal(18, 2)
    ) as net_revenue_previous,
    cast(
        sum(
            case
                when windowed.is_inside
                then 0
                else windowed.sold_quantity - windowed.returned_quantity
            end
        ) as decimal(18, 3)
    ) as kept_quantity_previous
from windowed
group by windowed.product_id, windowed.window_name, windowed.customer_id
