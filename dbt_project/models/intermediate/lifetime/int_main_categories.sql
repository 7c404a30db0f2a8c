-- One row per customer_id.
with
    int_customer_products as (select * from {{ ref("int_customer_products") }}),

    int_valued_lines as (
        select *
        from {{ ref("int_valued_lines") }}
        where
            booked_date > {{ as_of_date() }}
            and is_counted
            and value_customer_id is not null
            and product_id is not null
    ),

    categories as (
        select product_id, category from {{ ref("int_listed_products") }} where category is not null
    ),

    -- What came after as_of is taken out again; it is little.
    additions as (
        select
            int_customer_products.customer_id,
            int_customer_products.product_id,
            int_customer_products.sale_line_count,
            int_customer_products.net_amount
        from int_customer_products
        union all
        select
            int_valued_lines.value_customer_id as customer_id,
            int_valued_lines.product_id,
            case when int_valued_lines.is_return then 0 else -1 end as sale_line_count,
            - int_valued_lines.net_amount as net_amount
        from int_valued_lines
    ),

    sums as (
        select
            additions.customer_id,
            categories.category,
            sum(additions.sale_line_count) as sale_line_count,
            sum(additions.net_amount) as net_amount
        from additions
        inner join categories on additions.product_id = categories.product_id
        group by additions.customer_id, categories.category
    ),

    ranked as (
        select
            sums.customer_id,
            sums.category,
            row_number() over (
                partition by sums.customer_id
                order by sums.sale_line_count desc, sums.net_amount desc, sums.category
            ) as preference
        from sums
        where sums.sale_line_count > 0
    )

select
    ranked.customer_id,
    max(case when ranked.preference = 1 then ranked.category end) as main_category,
    max(case when ranked.preference = 2 then ranked.category end) as second_category,
    max(case when ranked.preference = 3 then ranked.category end) as third_category
from ranked
where ranked.preference <= 3
group by ranked.customer_id
