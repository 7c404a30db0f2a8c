-- One row per product_id.
{%- set quality_window = "'" ~ var("quality_days") ~ "d'" -%}
{%- set restock_window = "'" ~ var("restock_rate_days") ~ "d'" %}
with
    dim_products as (
        select product_id, unit_cost, is_sellable
        from {{ ref("dim_products") }}
        where not is_service
    ),

    int_product_buyers as (select * from {{ ref("int_product_buyers") }}),

    int_stock as (select * from {{ ref("int_stock") }}),

    sales as (
        select
            int_product_buyers.product_id,
            max(int_product_buyers.last_purchase_date) as last_sale_date,
            sum(
                case
                    when int_product_buyers.window_name = {{ quality_window }}
                    then int_product_buyers.sold_quantity
                    else 0
                end
            ) as judged_quantity,
            sum(
                case
                    when int_product_buyers.window_name = {{ quality_window }}
                    then int_product_buyers.returned_quantity
                    else 0
                end
            ) as judged_returned_quantity,
            sum(
                case
                    when int_product_buyers.window_name = {{ quality_window }}
                    then int_product_buyers.net_revenue
                    else 0
                end
            ) as judged_revenue,
            sum(
                case
                    when int_product_buyers.window_name = {{ restock_window }}
                    then int_product_buyers.sold_quantity - int_product_buyers.returned_quantity
                    else 0
                end
            ) as recent_quantity
        from int_product_buyers
        group by int_product_buyers.product_id
    ),

    measured as (
        select
            dim_products.product_id,
            dim_products.is_sellable,
            dim_products.unit_cost,
            sales.last_sale_date,
            cast(
                {{ dbt.datediff("sales.last_sale_date", as_of_date(), "day") }} as bigint
            ) as days_without_sale,
            coalesce(sales.judged_quantity, 0) as judged_quantity,
            coalesce(sales.judged_returned_quantity, 0) as judged_returned_quantity,
            coalesce(sales.judged_revenue, 0) as judged_revenue,
            (sales.judged_quantity - sales.judged_returned_quantity)
            * dim_products.unit_cost as judged_cost,
            coalesce(sales.recent_quantity, 0) as recent_quantity,
            int_stock.stock_quantity,
            int_stock.counted_at
        from dim_products
        left join sales on dim_products.product_id = sales.product_id
        left join int_stock on dim_products.product_id = int_stock.product_id
    ),

    judged as (
        select
            measured.*,
            measured.judged_quantity >= {{ var("quality_sold_quantity_min") }}
            and measured.judged_returned_quantity
            >= cast({{ var("quality_returned_share_min") }} as decimal(9, 6))
            * measured.judged_quantity as is_returned_often,
            measured.is_sellable
            and measured.days_without_sale >= {{ var("delist_days") }} as is_unsold,
            measured.is_sellable
            and measured.judged_quantity > measured.judged_returned_quantity
            and measured.judged_revenue < measured.judged_cost as is_below_cost,
            measured.is_sellable
            and measured.recent_quantity > 0
            and measured.stock_quantity * {{ var("restock_rate_days") }}
            < measured.recent_quantity * {{ var("restock_cover_days") }} as is_running_out
        from measured
    )

select
    judged.product_id,
    judged.last_sale_date,
    judged.days_without_sale,
    judged.is_sellable
    and coalesce(judged.days_without_sale >= {{ var("slow_mover_days") }}, false) as is_slow_mover,
    judged.stock_quantity,
    judged.counted_at,
    -- What comes back must not be ordered again, and what goes must not either.
    case
        when judged.is_returned_often
        then 'check_quality'
        when judged.is_unsold or judged.is_below_cost
        then 'delist'
        when judged.is_running_out
        then 'restock'
        else 'none'
    end as product_action,
    rtrim(
        case
            when judged.is_returned_often
            then
                {{ quantity_text("judged.judged_returned_quantity") }}
                || ' of '
                || {{ quantity_text("judged.judged_quantity") }}
                || ' sold in {{ var("quality_days") }} days came back. '
            else ''
        end || case
            when judged.is_unsold
            then 'Not sold for ' || cast(judged.days_without_sale as varchar) || ' days. '
            else ''
        end
        || case
            when judged.is_below_cost
            then
                'Brought '
                || cast(judged.judged_revenue as varchar)
                || ' in {{ var("quality_days") }} days and cost '
                || cast(cast(judged.judged_cost as decimal(18, 2)) as varchar)
                || '. '
            else ''
        end
        || case
            when judged.is_running_out
            then
                {{ quantity_text("judged.stock_quantity") }}
                || ' in stock, '
                || {{ quantity_text("judged.recent_quantity") }}
                || ' sold in {{ var("restock_rate_days") }} days: less than'
                || ' {{ var("restock_cover_days") }} days are covered. '
            else ''
        end
    ) as product_action_reasons
from judged
