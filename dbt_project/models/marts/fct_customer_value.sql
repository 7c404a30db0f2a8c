-- One row per customer_id.
{%- set year = "order_date > " ~ dbt.dateadd("day", -365, as_of_date()) %}
with
    int_customer_attributes as (
        select customer_id, is_pseudo from {{ ref("int_customer_attributes") }}
    ),

    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    int_purchase_dates as (select * from {{ ref("int_purchase_dates") }}),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    amounts as (
        select
            int_customer_days.customer_id,
            sum(int_customer_days.gross_amount) as gross_revenue_lifetime,
            sum(int_customer_days.net_amount) as net_revenue_lifetime,
            sum(
                case when {{ year }} then int_customer_days.gross_amount else 0 end
            ) as gross_revenue_365d,
            sum(
                case when {{ year }} then int_customer_days.net_amount else 0 end
            ) as net_revenue_365d
        from int_customer_days
        group by int_customer_days.customer_id
    ),

    counts as (
        select
            int_purchase_dates.customer_id,
            count(*) as frequency_lifetime,
            count(case when {{ year }} then 1 end) as frequency_365d,
            sum(int_purchase_dates.kept_order_count) as kept_order_count_lifetime,
            sum(
                case when {{ year }} then int_purchase_dates.kept_order_count else 0 end
            ) as kept_order_count_365d
        from int_purchase_dates
        group by int_purchase_dates.customer_id
    ),

    measured as (
        select
            int_customer_attributes.customer_id,
            int_customer_attributes.is_pseudo,
            int_customer_lifecycles.customer_id is not null
            and not int_customer_attributes.is_pseudo as is_customer,
            int_customer_lifecycles.lifecycle,
            int_customer_lifecycles.recency_days,
            int_customer_lifecycles.first_purchase_date,
            int_customer_lifecycles.last_purchase_date,
            int_customer_lifecycles.median_gap_days,
            coalesce(counts.frequency_365d, 0) as frequency_365d,
            coalesce(counts.frequency_lifetime, 0) as frequency_lifetime,
            cast(coalesce(counts.kept_order_count_365d, 0) as bigint) as kept_order_count_365d,
            cast(
                coalesce(counts.kept_order_count_lifetime, 0) as bigint
            ) as kept_order_count_lifetime,
            cast(coalesce(amounts.gross_revenue_365d, 0) as decimal(18, 2)) as gross_revenue_365d,
            cast(
                coalesce(amounts.gross_revenue_lifetime, 0) as decimal(18, 2)
            ) as gross_revenue_lifetime,
            cast(coalesce(amounts.net_revenue_365d, 0) as decimal(18, 2)) as net_revenue_365d,
            cast(
                coalesce(amounts.net_revenue_lifetime, 0) as decimal(18, 2)
            ) as net_revenue_lifetime
        from int_customer_attributes
        left join
            int_customer_lifecycles
            on int_customer_attributes.customer_id = int_customer_lifecycles.customer_id
        left join counts on int_customer_attributes.customer_id = counts.customer_id
        left join amounts on int_customer_attributes.customer_id = amounts.customer_id
    ),

    -- Equal values have equal ranks, so that nobody's score depends on the order of rows.
    ranked as (
        select
            measured.customer_id,
            count(*) over () as people,
            rank() over (order by measured.recency_days desc) as recency_rank,
            rank() over (order by measured.frequency_365d) as frequency_rank,
            rank() over (order by measured.net_revenue_365d) as monetary_rank
        from measured
        where measured.is_customer
    ),

    -- The Pareto order; customer_id makes it total. Pseudo accounts are no people.
    accumulated as (
        select
            measured.customer_id,
            row_number() over (
                order by measured.net_revenue_365d desc, measured.customer_id
            ) as revenue_rank_365d,
            sum(measured.net_revenue_365d) over () as everyones_revenue,
            sum(measured.net_revenue_365d) over (
                order by measured.net_revenue_365d desc, measured.customer_id
                rows between unbounded preceding and current row
            ) as revenue_so_far,
            measured.net_revenue_365d
        from measured
        where not measured.is_pseudo and measured.net_revenue_365d <> 0
    )

select
    measured.customer_id,
    measured.is_customer,
    measured.is_pseudo,
    case
        when measured.is_pseudo then null else coalesce(measured.lifecycle, 'prospect')
    end as lifecycle,
    measured.first_purchase_date,
    measured.last_purchase_date,
    measured.recency_days,
    cast(
        {{ dbt.datediff("measured.first_purchase_date", as_of_date(), "day") }} as bigint
    ) as tenure_days,
    measured.median_gap_days,
    measured.frequency_365d,
    measured.frequency_lifetime,
    measured.kept_order_count_365d,
    measured.kept_order_count_lifetime,
    measured.gross_revenue_365d,
    measured.gross_revenue_lifetime,
    measured.net_revenue_365d,
    measured.net_revenue_lifetime,
    {{ ratio("measured.net_revenue_365d", "measured.frequency_365d") }} as monetary_value_365d,
    {{ ratio("measured.net_revenue_365d", "measured.kept_order_count_365d") }}
    as average_order_value_365d,
    {{ ratio("measured.net_revenue_lifetime", "measured.kept_order_count_lifetime") }}
    as average_order_value_lifetime,
    {{ quintile("ranked.recency_rank", "ranked.people") }} as rfm_recency_score,
    {{ quintile("ranked.frequency_rank", "ranked.people") }} as rfm_frequency_score,
    {{ quintile("ranked.monetary_rank", "ranked.people") }} as rfm_monetary_score,
    accumulated.revenue_rank_365d,
    cast(
        case
            when accumulated.everyones_revenue > 0
            then accumulated.net_revenue_365d / accumulated.everyones_revenue
        end as decimal(12, 9)
    ) as revenue_share_365d,
    cast(
        case
            when accumulated.everyones_revenue > 0
            then accumulated.revenue_so_far / accumulated.everyones_revenue
        end as decimal(12, 9)
    ) as cumulative_revenue_share_365d,
    coalesce(
        accumulated.net_revenue_365d > 0
        and (accumulated.revenue_so_far - accumulated.net_revenue_365d) * 100
        < accumulated.everyones_revenue * 80,
        false
    ) as is_top_80
from measured
left join ranked on measured.customer_id = ranked.customer_id
left join accumulated on measured.customer_id = accumulated.customer_id
