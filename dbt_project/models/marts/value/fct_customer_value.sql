-- One row per customer_id.
with
    int_customer_attributes as (
        select customer_id, is_pseudo from {{ ref("int_customer_attributes") }}
    ),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_customer_windows as (select * from {{ ref("int_customer_windows") }}),

    int_customer_ranks as (select * from {{ ref("int_customer_ranks") }}),

    int_rfm_segments as (select * from {{ ref("int_rfm_segments") }}),

    int_customer_peers as (select * from {{ ref("int_customer_peers") }}),

    fct_customer_costs as (select * from {{ ref("fct_customer_costs") }}),

    lifecycles as (
        select
            int_customer_lifecycles.*,
            cast(
                {{
                    dbt.datediff(
                        "int_customer_lifecycles.first_purchase_date", as_of_date(), "day"
                    )
                }} as bigint
            ) as tenure_days
        from int_customer_lifecycles
    ),

    -- In this order: the set that drives is exact, a loss comes before a hope, and a hope before
    -- no judgement.
    judged as (
        select
            int_customer_ranks.*,
            int_rfm_segments.segment as rfm_segment,
            fct_customer_costs.contribution_365d,
            case
                when int_customer_ranks.is_top_80
                then 'drives'
                when
                    lifecycles.tenure_days >= {{ var("value_class_tenure_days_min") }}
                    and fct_customer_costs.contribution_365d < 0
                then 'costs_more_than_it_brings'
                when
                    lifecycles.tenure_days >= {{ var("value_class_tenure_days_min") }}
                    and int_customer_peers.has_headroom
                    and int_customer_peers.scarcer is not null
                then 'can_grow'
                when
                    lifecycles.tenure_days < {{ var("value_class_tenure_days_min") }}
                    or fct_customer_costs.contribution_365d is null
                then 'not_judged'
                else 'steady'
            end as value_class
        from int_customer_ranks
        inner join
            int_rfm_segments
            on int_customer_ranks.rfm_recency_score = int_rfm_segments.recency_score
            and int_customer_ranks.rfm_frequency_score = int_rfm_segments.frequency_score
            and int_customer_ranks.rfm_monetary_score = int_rfm_segments.monetary_score
        inner join lifecycles on int_customer_ranks.customer_id = lifecycles.customer_id
        inner join
            fct_customer_costs on int_customer_ranks.customer_id = fct_customer_costs.customer_id
        left join
            int_customer_peers on int_customer_ranks.customer_id = int_customer_peers.customer_id
    )

select
    int_customer_attributes.customer_id,
    judged.customer_id is not null as is_customer,
    int_customer_attributes.is_pseudo,
    case
        when int_customer_attributes.is_pseudo
        then null
        else coalesce(lifecycles.lifecycle, 'prospect')
    end as lifecycle,
    lifecycles.first_purchase_date,
    lifecycles.last_purchase_date,
    lifecycles.recency_days,
    lifecycles.tenure_days,
    lifecycles.median_gap_days,
    coalesce(int_customer_windows.frequency_30d, 0) as frequency_30d,
    coalesce(int_customer_windows.frequency_90d, 0) as frequency_90d,
    coalesce(int_customer_windows.frequency_365d, 0) as frequency_365d,
    coalesce(int_customer_windows.frequency_lifetime, 0) as frequency_lifetime,
    coalesce(int_customer_windows.kept_order_count_30d, 0) as kept_order_count_30d,
    coalesce(int_customer_windows.kept_order_count_90d, 0) as kept_order_count_90d,
    coalesce(int_customer_windows.kept_order_count_365d, 0) as kept_order_count_365d,
    coalesce(int_customer_windows.kept_order_count_lifetime, 0) as kept_order_count_lifetime,
    cast(
        coalesce(int_customer_windows.gross_revenue_30d, 0) as decimal(18, 2)
    ) as gross_revenue_30d,
    cast(
        coalesce(int_customer_windows.gross_revenue_90d, 0) as decimal(18, 2)
    ) as gross_revenue_90d,
    cast(
        coalesce(int_customer_windows.gross_revenue_365d, 0) as decimal(18, 2)
    ) as gross_revenue_365d,
    cast(
        coalesce(int_customer_windows.gross_revenue_lifetime, 0) as decimal(18, 2)
    ) as gross_revenue_lifetime,
    cast(coalesce(int_customer_windows.net_revenue_30d, 0) as decimal(18, 2)) as net_revenue_30d,
    cast(coalesce(int_customer_windows.net_revenue_90d, 0) as decimal(18, 2)) as net_revenue_90d,
    cast(coalesce(int_customer_windows.net_revenue_365d, 0) as decimal(18, 2)) as net_revenue_365d,
    cast(
        coalesce(int_customer_windows.net_revenue_lifetime, 0) as decimal(18, 2)
    ) as net_revenue_lifetime,
    int_customer_windows.margin_30d,
    int_customer_windows.margin_90d,
    int_customer_windows.margin_365d,
    int_customer_windows.margin_lifetime,
    int_customer_windows.discount_share_30d,
    int_customer_windows.discount_share_90d,
    int_customer_windows.discount_share_365d,
    int_customer_windows.discount_share_lifetime,
    int_customer_windows.return_rate_30d,
    int_customer_windows.return_rate_90d,
    int_customer_windows.return_rate_365d,
    int_customer_windows.return_rate_lifetime,
    int_customer_windows.average_order_value_30d,
    int_customer_windows.average_order_value_90d,
    int_customer_windows.average_order_value_365d,
    int_customer_windows.average_order_value_lifetime,
    int_customer_windows.items_per_order_30d,
    int_customer_windows.items_per_order_90d,
    int_customer_windows.items_per_order_365d,
    int_customer_windows.items_per_order_lifetime,
    {{ ratio("int_customer_windows.net_revenue_365d", "int_customer_windows.frequency_365d") }}
    as monetary_value_365d,
    judged.rfm_recency_score,
    judged.rfm_frequency_score,
    judged.rfm_monetary_score,
    judged.rfm_segment,
    judged.revenue_rank_365d,
    judged.revenue_decile_365d,
    judged.revenue_share_365d,
    judged.cumulative_revenue_share_365d,
    coalesce(judged.is_top_80, false) as is_top_80,
    judged.value_class,
    case when judged.value_class = 'can_grow' then int_customer_peers.scarcer end as growth_route,
    int_customer_peers.tenure_band,
    int_customer_peers.peer_net_revenue_365d,
    cast(int_customer_peers.headroom_365d as decimal(18, 2)) as headroom_365d,
    fct_customer_costs.unit_cost_365d,
    fct_customer_costs.payment_fee_365d,
    fct_customer_costs.shipping_cost_365d,
    fct_customer_costs.failed_cod_cost_365d,
    fct_customer_costs.service_cost_365d,
    fct_customer_costs.expected_overdue_loss,
    fct_customer_costs.contribution_365d
from int_customer_attributes
left join lifecycles on int_customer_attributes.customer_id = lifecycles.customer_id
left join
    int_customer_windows on int_customer_attributes.customer_id = int_customer_windows.customer_id
left join judged on int_customer_attributes.customer_id = judged.customer_id
left join int_customer_peers on int_customer_attributes.customer_id = int_customer_peers.customer_id
left join fct_customer_costs on int_customer_attributes.customer_id = fct_customer_costs.customer_id
