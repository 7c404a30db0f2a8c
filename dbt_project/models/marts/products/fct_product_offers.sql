-- One row per product_id and offered_product_id.
with
    fct_product_affinity as (
        select *
        from {{ ref("fct_product_affinity") }}
        where basis = 'customer' and window_name = 'lifetime' and lift > 1
    ),

    fct_offerable_products as (select * from {{ ref("fct_offerable_products") }}),

    dim_products as (select * from {{ ref("dim_products") }}),

    complements as (
        select * from {{ ref("complements") }} where workspace = '{{ var("workspace") }}'
    ),

    learned as (
        select
            fct_product_affinity.product_a_id as product_id,
            fct_product_affinity.product_b_id as offered_product_id,
            fct_product_affinity.confidence_a_to_b as confidence,
            fct_product_affinity.lift
        from fct_product_affinity
        union all
        select
            fct_product_affinity.product_b_id as product_id,
            fct_product_affinity.product_a_id as offered_product_id,
            fct_product_affinity.confidence_b_to_a as confidence,
            fct_product_affinity.lift
        from fct_product_affinity
    ),

    -- What is declared for the product itself speaks before what is declared for its category.
    declared as (
        select
            dim_products.product_id,
            complements.offered_product_id,
            complements.reason,
            row_number() over (
                partition by dim_products.product_id, complements.offered_product_id
                order by complements.owned_kind desc
            ) as preference
        from complements
        inner join
            dim_products
            on complements.owned = case
                when complements.owned_kind = 'product'
                then dim_products.product_id
                else dim_products.category
            end
        where complements.offered_product_id <> dim_products.product_id
    ),

    -- The shop's word for a new arrival counts until people have shown what they buy with it.
    united as (
        select
            learned.product_id,
            learned.offered_product_id,
            'affinity' as basis,
            learned.confidence,
            learned.lift,
            cast(null as varchar) as declared_reason
        from learned
        union all
        select
            declared.product_id,
            declared.offered_product_id,
            'complement' as basis,
            cast(null as decimal(18, 9)) as confidence,
            cast(null as decimal(18, 9)) as lift,
            declared.reason as declared_reason
        from declared
        where
            declared.preference = 1
            and not exists (
                select 1
                from learned
                where
                    learned.product_id = declared.product_id
                    and learned.offered_product_id = declared.offered_product_id
            )
    ),

    ranked as (
        select
            united.*,
            fct_offerable_products.product_name as offered_product_name,
            fct_offerable_products.price as offered_price,
            row_number() over (
                partition by united.product_id
                order by
                    case when united.basis = 'complement' then 0 else 1 end,
                    united.confidence desc,
                    united.lift desc,
                    united.offered_product_id
            ) as offer_rank
        from united
        inner join
            fct_offerable_products on united.offered_product_id = fct_offerable_products.product_id
    )

select
    ranked.product_id,
    ranked.offered_product_id,
    dim_products.name as product_name,
    ranked.offered_product_name,
    ranked.offered_price,
    ranked.basis,
    ranked.confidence,
    ranked.lift,
    ranked.offer_rank,
    row_number() over (
        order by
            case when ranked.basis = 'complement' then 0 else 1 end,
            ranked.confidence desc,
            ranked.lift desc,
            ranked.offered_product_id,
            ranked.product_id
    ) as offer_number,
    case
        when ranked.basis = 'complement'
        then ranked.declared_reason
        else
            cast(cast(ranked.confidence * 100 as decimal(5, 1)) as varchar)
            || ' % of those who bought '
            || dim_products.name
            || ' bought it too, '
            || cast(cast(ranked.lift as decimal(18, 1)) as varchar)
            || ' times as many as would by chance'
    end as reason
from ranked
inner join dim_products on ranked.product_id = dim_products.product_id
where ranked.offer_rank <= {{ var("recommendation_offers_per_product") }}
