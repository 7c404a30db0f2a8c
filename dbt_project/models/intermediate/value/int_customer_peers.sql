-- One row per customer_id.
with
    int_customer_ranks as (select customer_id from {{ ref("int_customer_ranks") }}),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_customer_windows as (select * from {{ ref("int_customer_windows") }}),

    int_favourite_products as (select * from {{ ref("int_favourite_products") }}),

    tenure_bands as (select * from {{ ref("tenure_bands") }}),

    -- Who bought nothing in the year is to be won back, and no measure for others.
    active as (
        select
            int_customer_ranks.customer_id,
            tenure_bands.tenure_band,
            int_customer_windows.net_revenue_365d,
            int_customer_windows.frequency_365d,
            coalesce(int_favourite_products.kept_product_count, 0) as kept_product_count
        from int_customer_ranks
        inner join
            int_customer_lifecycles
            on int_customer_ranks.customer_id = int_customer_lifecycles.customer_id
        inner join
            int_customer_windows
            on int_customer_ranks.customer_id = int_customer_windows.customer_id
        left join
            int_favourite_products
            on int_customer_ranks.customer_id = int_favourite_products.customer_id
        inner join
            tenure_bands
            on
            {{ dbt.datediff("int_customer_lifecycles.first_purchase_date", as_of_date(), "day") }}
            between tenure_bands.tenure_days_min and tenure_bands.tenure_days_max
        where int_customer_windows.frequency_365d > 0
    ),

    ranked as (
        select
            active.*,
            count(*) over (partition by active.tenure_band) as peer_count,
            row_number() over (
                partition by active.tenure_band order by active.net_revenue_365d, active.customer_id
            ) as revenue_rank
        from active
    ),

    bands as (
        select
            ranked.tenure_band,
            min(
                case
                    when
                        ranked.revenue_rank * 100
                        >= ranked.peer_count * {{ var("growth_peer_percentile") }}
                    then ranked.net_revenue_365d
                end
            ) as peer_net_revenue_365d,
            {{ exact_percentile("ranked.frequency_365d", 0.5) }} as peer_frequency_365d,
            {{ exact_percentile("ranked.kept_product_count", 0.5) }} as peer_kept_product_count
        from ranked
        where ranked.peer_count >= {{ var("growth_peers_min") }}
        group by ranked.tenure_band
    )

select
    active.customer_id,
    active.tenure_band,
    active.kept_product_count,
    bands.peer_net_revenue_365d,
    cast(bands.peer_frequency_365d as decimal(9, 1)) as peer_frequency_365d,
    cast(bands.peer_kept_product_count as decimal(9, 1)) as peer_kept_product_count,
    greatest(bands.peer_net_revenue_365d - active.net_revenue_365d, 0) as headroom_365d,
    case
        when active.frequency_365d < bands.peer_frequency_365d
        then 'buy_more'
        when active.kept_product_count < bands.peer_kept_product_count
        then 'buy_other'
    end as scarcer,
    active.net_revenue_365d > 0
    and bands.peer_net_revenue_365d - active.net_revenue_365d
    >= active.net_revenue_365d * {{ var("growth_headroom_share_min") }} as has_headroom
from active
inner join bands on active.tenure_band = bands.tenure_band
