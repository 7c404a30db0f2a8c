-- One row per product_id.
with
    int_products as (
        select product_id, source, unit_cost, is_deleted
        from {{ ref("int_products") }}
        where unit_cost is not null
    ),

    -- Of several sources that know a cost, one that still sells the product speaks first.
    ranked as (
        select
            int_products.product_id,
            int_products.unit_cost,
            row_number() over (
                partition by int_products.product_id
                order by coalesce(int_products.is_deleted, false), int_products.source
            ) as preference
        from int_products
    )

select ranked.product_id, ranked.unit_cost
from ranked
where ranked.preference = 1
