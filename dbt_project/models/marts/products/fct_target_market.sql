-- One row per subject_kind, subject, cell_kind, gender, age_band and place.
with
    target_cells as ({{ target_cells() }}),

    -- distinct: a subject has several cells
    subjects as (select distinct subject_kind, subject from target_cells),

    dim_products as (
        select product_id, category from {{ ref("dim_products") }} where not is_service
    ),

    dim_customers as (
        select *, {{ age_band("age") }} as age_band
        from {{ ref("dim_customers") }}
        where not is_pseudo
    ),

    int_product_buyers as (
        select *
        from {{ ref("int_product_buyers") }}
        where
            window_name = '{{ var("target_market_days") }}d'
            and customer_id <> ''
            and order_count > 0
    ),

    buyers as (
        select
            subjects.subject_kind,
            subjects.subject,
            int_product_buyers.customer_id,
            sum(int_product_buyers.net_revenue) as net_revenue
        from int_product_buyers
        inner join dim_products on int_product_buyers.product_id = dim_products.product_id
        inner join
            subjects
            on subjects.subject = case
                when subjects.subject_kind = 'product'
                then dim_products.product_id
                when subjects.subject_kind = 'category'
                then dim_products.category
                else 'everything'
            end
        group by subjects.subject_kind, subjects.subject, int_product_buyers.customer_id
    ),

    -- The first declared cell that a buyer fits is theirs. Who does not say fits none that asks.
    placed as (
        select
            buyers.subject_kind,
            buyers.subject,
            buyers.customer_id,
            min(buyers.net_revenue) as net_revenue,
            min(target_cells.cell_number) as cell_number
        from buyers
        inner join dim_customers on buyers.customer_id = dim_customers.customer_id
        left join
            target_cells
            on buyers.subject_kind = target_cells.subject_kind
            and buyers.subject = target_cells.subject
            and (target_cells.gender is null or target_cells.gender = dim_customers.gender)
            and (target_cells.age_from is null or dim_customers.age >= target_cells.age_from)
            and (target_cells.age_to is null or dim_customers.age <= target_cells.age_to)
            and (
                target_cells.place is null
                or target_cells.place
                in (dim_customers.city, dim_customers.province, dim_customers.country)
            )
        group by buyers.subject_kind, buyers.subject, buyers.customer_id
    ),

    totals as (
        select
            placed.subject_kind,
            placed.subject,
            count(*) as buyer_count,
            sum(placed.net_revenue) as net_revenue,
            count(placed.cell_number) as aimed_buyer_count,
            sum(
                case when placed.cell_number is not null then placed.net_revenue else 0 end
            ) as aimed_net_revenue
        from placed
        group by placed.subject_kind, placed.subject
    ),

    inside as (
        select
            target_cells.subject_kind,
            target_cells.subject,
            'target' as cell_kind,
            coalesce(target_cells.gender, 'any') as gender,
            target_cells.age_band,
            coalesce(target_cells.place, 'any') as place,
            target_cells.target_share,
            count(placed.customer_id) as buyer_count,
            coalesce(sum(placed.net_revenue), 0) as net_revenue
        from target_cells
        left join placed on target_cells.cell_number = placed.cell_number
        group by
            target_cells.subject_kind,
            target_cells.subject,
            target_cells.cell_number,
            target_cells.gender,
            target_cells.age_band,
            target_cells.place,
            target_cells.target_share
    ),

    outside as (
        select
            placed.subject_kind,
            placed.subject,
            'outside' as cell_kind,
            coalesce(dim_customers.gender, 'unknown') as gender,
            coalesce(dim_customers.age_band, 'unknown') as age_band,
            coalesce(dim_customers.province, dim_customers.country, 'unknown') as place,
            cast(null as decimal(18, 9)) as target_share,
            count(*) as buyer_count,
            sum(placed.net_revenue) as net_revenue
        from placed
        inner join dim_customers on placed.customer_id = dim_customers.customer_id
        where placed.cell_number is null
        group by
            placed.subject_kind,
            placed.subject,
            coalesce(dim_customers.gender, 'unknown'),
            coalesce(dim_customers.age_band, 'unknown'),
            coalesce(dim_customers.province, dim_customers.country, 'unknown')
    ),

    cells as (
        select *
        from inside
        union all
        select *
        from outside
    ),

    judged as (
        select
            cells.*,
            totals.buyer_count as all_buyer_count,
            totals.net_revenue as all_net_revenue,
            {{ ratio("cells.net_revenue", "cells.buyer_count") }} as net_revenue_per_buyer,
            {{ ratio("totals.aimed_net_revenue", "totals.aimed_buyer_count") }}
            as target_net_revenue_per_buyer,
            cells.cell_kind = 'outside'
            and cells.buyer_count >= {{ var("target_cell_buyer_count_min") }}
            and cells.gender <> 'unknown'
            and cells.age_band <> 'unknown'
            and cells.place <> 'unknown' as is_ranked
        from cells
        left join
            totals on cells.subject_kind = totals.subject_kind and cells.subject = totals.subject
    )

select
    judged.subject_kind,
    judged.subject,
    judged.cell_kind,
    judged.gender,
    judged.age_band,
    judged.place,
    judged.target_share,
    judged.buyer_count,
    {{ share_of("judged.buyer_count", "judged.all_buyer_count") }} as buyer_share,
    cast(judged.net_revenue as decimal(18, 2)) as net_revenue,
    {{ share_of("judged.net_revenue", "judged.all_net_revenue") }} as revenue_share,
    judged.net_revenue_per_buyer,
    judged.target_net_revenue_per_buyer,
    case
        when judged.is_ranked
        then
            row_number() over (
                partition by judged.subject_kind, judged.subject, judged.is_ranked
                order by
                    judged.net_revenue_per_buyer desc, judged.gender, judged.age_band, judged.place
            )
    end as outside_rank,
    coalesce(
        judged.is_ranked and judged.net_revenue_per_buyer > judged.target_net_revenue_per_buyer,
        false
    ) as is_better_than_target
from judged
