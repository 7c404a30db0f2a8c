-- One row per product_id.
with
    int_products as (select * from {{ ref("int_products") }}),

    int_valued_lines as (
        select product_id, product_name
        from {{ ref("int_valued_lines") }}
        where product_id is not null
    ),

    -- One product may stand in the lists of several sources; one that still sells it and names it
    -- speaks first.
    listed as (
        select
            int_products.*,
            row_number() over (
                partition by int_products.product_id
                order by
                    coalesce(int_products.is_deleted, false),
                    case when int_products.name is null then 1 else 0 end,
                    int_products.source
            ) as preference
        from int_products
    ),

    sold as (
        select int_valued_lines.product_id, max(int_valued_lines.product_name) as name
        from int_valued_lines
        group by int_valued_lines.product_id
    ),

    united as (
        select
            listed.product_id,
            listed.name,
            listed.category,
            listed.list_price,
            listed.unit_cost,
            coalesce(listed.is_sellable, true)
            and not coalesce(listed.is_deleted, false) as is_sellable,
            true as is_listed
        from listed
        where listed.preference = 1
        union all
        select
            sold.product_id,
            sold.name,
            null as category,
            null as list_price,
            null as unit_cost,
            false as is_sellable,
            false as is_listed
        from sold
        where not exists (select 1 from listed where listed.product_id = sold.product_id)
    )

select
    united.product_id,
    coalesce(united.name, united.product_id) as name,
    united.category,
    united.list_price,
    united.unit_cost,
    united.is_sellable,
    united.is_listed
from united
