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
    ),

    -- A product of several sources has the category that comes first in the alphabet.
    categories as (
        select int_products.product_id, min(int_products.category) as category
        from {{ ref("int_products") }} as int_products
        where int_products.category is not null
        group by int_products.product_id
    ),

    category_sums as (
        select
            as_of_sums.customer_id,
            categories.category,
            sum(as_of_sums.sale_line_count) as sale_line_count,
            sum(as_of_sums.net_amount) as net_amount
        from as_of_sums
        inner join categories on as_of_sums.product_id = categories.product_id
        group by as_of_sums.customer_id, categories.category
    ),

    ranked_categories as (
        select
            category_sums.customer_id,
            category_sums.category,
            row_number() over (
                partition by category_sums.customer_id
                order by
                    category_sums.sale_line_count desc,
                    category_sums.net_amount desc,
                    category_sums.category
            ) as preference
        from category_sums
        where category_sums.sale_line_count > 0
    ),

    favourite_categories as (
        select
            ranked_categories.customer_id,
            max(
                case when ranked_categories.preference = 1 then ranked_categories.category end
            ) as category,
            max(
                case when ranked_categories.preference = 2 then ranked_categories.category end
            ) as second_category,
            max(
                case when ranked_categories.preference = 3 then ranked_categories.category end
            ) as third_category
        from ranked_categories
        where ranked_categories.preference <= 3
        group by ranked_categories.customer_id
    ),

    favourites as (
        select
            ranked.customer_id,
            max(case when ranked.preference = 1 then ranked.product_id end) as product_id,
            max(case when ranked.preference = 2 then ranked.product_id end) as second_product_id,
            max(case when ranked.preference = 3 then ranked.product_id end) as third_product_id,
            max(ranked.kept_product_count) as kept_product_count
        from ranked
        where ranked.preference <= 3
        group by ranked.customer_id
    )

select
    favourites.customer_id,
    favourites.product_id,
    favourites.second_product_id,
    favourites.third_product_id,
    favourites.kept_product_count,
    favourite_categories.category,
    favourite_categories.second_category,
    favourite_categories.third_category
from favourites
left join favourite_categories on favourites.customer_id = favourite_categories.customer_id
