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

    -- What came after as_of is taken out again; it is little.
    additions as (
        select
            int_customer_products.customer_id,
            int_customer_products.product_id,
            int_customer_products.sale_line_count,
            int_customer_products.kept_quantity,
            int_customer_products.net_amount
        from int_customer_products
        union all
        select
            int_valued_lines.value_customer_id as customer_id,
            int_valued_lines.product_id,
            case when int_valued_lines.is_return then 0 else -1 end as sale_line_count,
            - int_valued_lines.quantity as kept_quantity,
            - int_valued_lines.net_amount as net_amount
        from int_valued_lines
    ),

    as_of_sums as (
        select
            additions.customer_id,
            additions.product_id,
            sum(additions.sale_line_count) as sale_line_count,
            sum(additions.kept_quantity) as kept_quantity,
            sum(additions.net_amount) as net_amount
        from additions
        group by additions.customer_id, additions.product_id
    ),

    ranked as (
        select
            as_of_sums.customer_id,
            as_of_sums.product_id,
            row_number() over (
                partition by as_of_sums.customer_id
                order by
                    as_of_sums.sale_line_count desc,
                    as_of_sums.net_amount desc,
                    as_of_sums.product_id
            ) as preference,
            count(*) over (partition by as_of_sums.customer_id) as kept_product_count
        from as_of_sums
        where as_of_sums.sale_line_count > 0 and as_of_sums.kept_quantity > 0
    )

select
    ranked.customer_id,
    max(case when ranked.preference = 1 then ranked.product_id end) as product_id,
    max(case when ranked.preference = 2 then ranked.product_id end) as second_product_id,
    max(case when ranked.preference = 3 then ranked.product_id end) as third_product_id,
    max(ranked.kept_product_count) as kept_product_count
from ranked
where ranked.preference <= 3
group by ranked.customer_id
