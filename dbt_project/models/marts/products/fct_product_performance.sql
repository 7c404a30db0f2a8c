-- One row per product_id and window_name.
with
    windows as ({{ product_windows(var("product_window_days")) }}),

    dim_products as (select * from {{ ref("dim_products") }}),

    fct_product_actions as (select * from {{ ref("fct_product_actions") }}),

    int_product_buyers as (select * from {{ ref("int_product_buyers") }}),

    int_source_histories as (select * from {{ ref("int_source_histories") }}),

    -- Before every source was recorded, less was sold only on paper.
    recorded as (
        select max(int_source_histories.history_begins_date) as begins_date
        from int_source_histories
        where int_source_histories.history_begins_date <= {{ as_of_date() }}
    ),

    sums as (
        select
            int_product_buyers.product_id,
            int_product_buyers.window_name,
            sum(int_product_buyers.order_count) as order_count,
            count(
                case
                    when int_product_buyers.customer_id <> '' and int_product_buyers.order_count > 0
                    then 1
                end
            ) as buyer_count,
            count(
                case
                    when
                        int_product_buyers.customer_id <> ''
                        and int_product_buyers.first_purchase_date
                        < int_product_buyers.last_purchase_date
                    then 1
                end
            ) as repeat_buyer_count,
            sum(int_product_buyers.sold_quantity) as sold_quantity,
            sum(int_product_buyers.returned_quantity) as returned_quantity,
            sum(int_product_buyers.gross_revenue) as gross_revenue,
            sum(int_product_buyers.net_revenue) as net_revenue,
            sum(
                case
                    when int_product_buyers.customer_id = ''
                    then int_product_buyers.net_revenue
                    else 0
                end
            ) as anonymous_net_revenue,
            sum(int_product_buyers.net_revenue_previous) as net_revenue_previous
        from int_product_buyers
        group by int_product_buyers.product_id, int_product_buyers.window_name
    ),

    measured as (
        select
            dim_products.*,
            windows.window_name,
            windows.window_days,
            cast(coalesce(sums.order_count, 0) as bigint) as order_count,
            coalesce(sums.buyer_count, 0) as buyer_count,
            coalesce(sums.repeat_buyer_count, 0) as repeat_buyer_count,
            coalesce(sums.sold_quantity, 0) as sold_quantity,
            coalesce(sums.returned_quantity, 0) as returned_quantity,
            coalesce(sums.sold_quantity - sums.returned_quantity, 0) as kept_quantity,
            coalesce(sums.gross_revenue, 0) as gross_revenue,
            coalesce(sums.net_revenue, 0) as net_revenue,
            coalesce(sums.anonymous_net_revenue, 0) as anonymous_net_revenue,
            case
                when
                    windows.window_days is not null
                    and recorded.begins_date <= windows.previous_begins_date
                then coalesce(sums.net_revenue_previous, 0)
            end as net_revenue_previous
        from dim_products
        cross join windows
        cross join recorded
        left join
            sums
            on dim_products.product_id = sums.product_id
            and windows.window_name = sums.window_name
    ),

    -- The order by which best sellers are told; product_id makes it total.
    ranked as (
        select
            measured.product_id,
            measured.window_name,
            row_number() over (
                partition by measured.window_name
                order by measured.net_revenue desc, measured.product_id
            ) as revenue_rank,
            row_number() over (
                partition by measured.window_name
                order by measured.kept_quantity desc, measured.product_id
            ) as quantity_rank
        from measured
        where not measured.is_service and measured.order_count > 0
    )

select
    measured.product_id,
    measured.window_name,
    measured.window_days,
    measured.name as product_name,
    measured.category,
    measured.is_sellable,
    measured.is_service,
    measured.order_count,
    measured.buyer_count,
    measured.repeat_buyer_count,
    {{ share_of("measured.repeat_buyer_count", "measured.buyer_count") }} as repeat_rate,
    cast(measured.sold_quantity as decimal(18, 3)) as sold_quantity,
    cast(measured.returned_quantity as decimal(18, 3)) as returned_quantity,
    cast(measured.kept_quantity as decimal(18, 3)) as kept_quantity,
    {{ share_of("measured.returned_quantity", "measured.sold_quantity") }} as returned_share,
    cast(measured.gross_revenue as decimal(18, 2)) as gross_revenue,
    cast(measured.net_revenue as decimal(18, 2)) as net_revenue,
    cast(measured.anonymous_net_revenue as decimal(18, 2)) as anonymous_net_revenue,
    cast(
        measured.net_revenue - measured.kept_quantity * measured.unit_cost as decimal(18, 2)
    ) as margin,
    {{
        share_of(
            "(measured.net_revenue - measured.kept_quantity * measured.unit_cost)",
            "measured.net_revenue",
        )
    }} as margin_share,
    cast(measured.net_revenue_previous as decimal(18, 2)) as net_revenue_previous,
    {{
        share_of(
            "(measured.net_revenue - measured.net_revenue_previous)",
            "measured.net_revenue_previous",
        )
    }} as net_revenue_growth,
    case
        when measured.net_revenue_previous is null
        then 'unknown'
        when
            measured.net_revenue - measured.net_revenue_previous
            > {{ var("trend_change_min") }} * abs(measured.net_revenue_previous)
        then 'rising'
        when
            measured.net_revenue_previous - measured.net_revenue
            > {{ var("trend_change_min") }} * abs(measured.net_revenue_previous)
        then 'falling'
        else 'steady'
    end as trend,
    ranked.revenue_rank,
    ranked.quantity_rank,
    fct_product_actions.last_sale_date,
    fct_product_actions.days_without_sale,
    coalesce(fct_product_actions.is_slow_mover, false) as is_slow_mover,
    fct_product_actions.stock_quantity,
    coalesce(fct_product_actions.product_action, 'none') as product_action,
    coalesce(fct_product_actions.product_action_reasons, '') as product_action_reasons
from measured
left join
    ranked on measured.product_id = ranked.product_id and measured.window_name = ranked.window_name
left join fct_product_actions on measured.product_id = fct_product_actions.product_id
