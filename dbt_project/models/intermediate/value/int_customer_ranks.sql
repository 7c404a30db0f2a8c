-- One row per customer_id.
with
    int_customer_attributes as (
        select customer_id from {{ ref("int_customer_attributes") }} where not is_pseudo
    ),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_customer_windows as (select * from {{ ref("int_customer_windows") }}),

    -- Pseudo accounts are no people, and prospects no customers.
    customers as (
        select
            int_customer_lifecycles.customer_id,
            int_customer_lifecycles.recency_days,
            int_customer_windows.frequency_365d,
            int_customer_windows.net_revenue_365d,
            greatest(int_customer_windows.net_revenue_365d, 0) as revenue
        from int_customer_lifecycles
        inner join
            int_customer_attributes
            on int_customer_lifecycles.customer_id = int_customer_attributes.customer_id
        inner join
            int_customer_windows
            on int_customer_lifecycles.customer_id = int_customer_windows.customer_id
    ),

    -- Equal values have equal ranks, so that no score and no decile depends on the order of rows.
    -- The Pareto order is total by customer_id.
    ranked as (
        select
            customers.customer_id,
            customers.revenue,
            count(*) over () as people,
            rank() over (order by customers.recency_days desc) as recency_rank,
            rank() over (order by customers.frequency_365d) as frequency_rank,
            rank() over (order by customers.net_revenue_365d) as monetary_rank,
            rank() over (order by customers.net_revenue_365d desc) as shared_revenue_rank,
            row_number() over (
                order by customers.net_revenue_365d desc, customers.customer_id
            ) as revenue_rank_365d,
            sum(customers.revenue) over (
                order by customers.net_revenue_365d desc, customers.customer_id
                rows between unbounded preceding and current row
            ) as revenue_so_far,
            sum(customers.revenue) over () as everyones_revenue
        from customers
    )

select
    ranked.customer_id,
    {{ rank_tile("ranked.recency_rank", "ranked.people", 5) }} as rfm_recency_score,
    {{ rank_tile("ranked.frequency_rank", "ranked.people", 5) }} as rfm_frequency_score,
    {{ rank_tile("ranked.monetary_rank", "ranked.people", 5) }} as rfm_monetary_score,
    ranked.revenue_rank_365d,
    {{ rank_tile("ranked.shared_revenue_rank", "ranked.people", 10) }} as revenue_decile_365d,
    cast(
        case
            when ranked.everyones_revenue > 0 then ranked.revenue / ranked.everyones_revenue
        end as decimal(12, 9)
    ) as revenue_share_365d,
    cast(
        case
            when ranked.everyones_revenue > 0 then ranked.revenue_so_far / ranked.everyones_revenue
        end as decimal(12, 9)
    ) as cumulative_revenue_share_365d,
    ranked.revenue > 0
    and (ranked.revenue_so_far - ranked.revenue) * 100 < ranked.everyones_revenue * 80 as is_top_80
from ranked
