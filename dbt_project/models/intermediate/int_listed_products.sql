-- One row per product_id.
with
    int_products as (
        select
            *,
            coalesce(is_deleted, false) as is_gone,
            coalesce(is_sellable, true) and not coalesce(is_deleted, false) as is_on_sale,
        from {{ ref("int_products") }}
    ),

    -- One product may stand in the lists of several sources: one that still sells it speaks first,
    -- of what it does not know the next one.
    ranked as (
        select
            int_products.*,
            row_number() over (
                partition by int_products.product_id
                order by int_products.is_gone, int_products.source
            ) as preference
        from int_products
    )

select
    ranked.product_id,
    {{ value_by_rank("ranked.name", "ranked.preference") }} as name,
    {{ value_by_rank("ranked.category", "ranked.preference") }} as category,
    {{ value_by_rank("ranked.list_price", "ranked.preference") }} as list_price,
    {{ value_by_rank("ranked.unit_cost", "ranked.preference") }} as unit_cost,
    {{ value_by_rank("ranked.is_on_sale", "ranked.preference") }} as is_sellable
from ranked
group by ranked.product_id
