{#-
    The canonical products of a sales log: one for each code that was ever sold. Of several descriptions the most common one
    names it, the newest of those, and of these the first by text.
-#}
{% macro sale_products(source_name) %}
    with
        lines as (
            select product_code, description, category, cost_amount, quantity, sold_at,
            from {{ ref("stg_" ~ source_name ~ "__lines_rows") }}
            where
                _fate <> 'quarantined' and kind = 'sale' and product_code is not null
                {%- if is_incremental() %}
                    and product_code in (
                        select product_code
                        from {{ ref("stg_" ~ source_name ~ "__lines_rows") }}
                        where _load_seq > {{ var("loads_above") }}
                    )
                {%- endif %}
        ),

        descriptions as (
            select
                product_code,
                description,
                category,
                count(*) as line_count,
                max(sold_at) as last_sold_at,
            from lines
            group by product_code, description, category
        ),

        ranked_descriptions as (
            select
                *,
                row_number() over (
                    partition by product_code
                    order by
                        case when description is null then 1 else 0 end,
                        line_count desc,
                        last_sold_at desc,
                        description,
                        category
                ) as commonness,
            from descriptions
        ),

        -- The unit cost that the newest line with one tells; the dearest of one moment.
        costs as (
            select
                product_code,
                cast(cost_amount / quantity as decimal(18, 2)) as unit_cost,
                row_number() over (
                    partition by product_code
                    order by sold_at desc, cast(cost_amount / quantity as decimal(18, 2)) desc
                ) as newness,
            from lines
            where cost_amount is not null
        )

    select
        ranked_descriptions.product_code as product_id,
        '{{ source_name }}' as source,
        ranked_descriptions.description as name,
        ranked_descriptions.category,
        cast(null as decimal(18, 2)) as list_price,
        costs.unit_cost,
        true as is_sellable,
        false as is_deleted,
    from ranked_descriptions
    left join costs on ranked_descriptions.product_code = costs.product_code and costs.newness = 1
    where ranked_descriptions.commonness = 1
{% endmacro %}
