-- One row per basis, window_name, product_a_id and product_b_id.
with
    windows as ({{ product_windows(var("affinity_window_days")) }}),

    dim_products as (select product_id, name from {{ ref("dim_products") }} where not is_service),

    int_order_products as (
        select *
        from {{ ref("int_order_products") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    int_product_buyers as (select * from {{ ref("int_product_buyers") }}),

    kept_products as (
        select
            int_order_products.order_id,
            int_order_products.product_id,
            int_order_products.order_date
        from int_order_products
        group by
            int_order_products.order_id,
            int_order_products.product_id,
            int_order_products.order_date
        having sum(int_order_products.sold_quantity) > sum(int_order_products.returned_quantity)
    ),

    -- A product is in a basket once.
    contents as (
        select
            'order' as basis,
            windows.window_name,
            kept_products.order_id as basket_id,
            kept_products.product_id
        from kept_products
        inner join windows on kept_products.order_date >= windows.begins_date
        union all
        select
            'customer' as basis,
            int_product_buyers.window_name,
            int_product_buyers.customer_id as basket_id,
            int_product_buyers.product_id
        from int_product_buyers
        inner join windows on int_product_buyers.window_name = windows.window_name
        where int_product_buyers.customer_id <> '' and int_product_buyers.order_count > 0
    ),

    product_contents as (
        select contents.*
        from contents
        inner join dim_products on contents.product_id = dim_products.product_id
    ),

    totals as (
        select
            product_contents.basis,
            product_contents.window_name,
            count(distinct product_contents.basket_id) as basket_count
        from product_contents
        group by product_contents.basis, product_contents.window_name
    ),

    thresholds as (
        select
            totals.*,
            greatest(
                cast({{ var("affinity_pair_count_min") }} as decimal(18, 6)),
                cast({{ var("affinity_support_min") }} as decimal(9, 6)) * totals.basket_count
            ) as fewest_baskets
        from totals
    ),

    product_counts as (
        select
            product_contents.basis,
            product_contents.window_name,
            product_contents.product_id,
            count(*) as product_count
        from product_contents
        group by product_contents.basis, product_contents.window_name, product_contents.product_id
    ),

    -- A pair is never in more baskets than its rarer product, so that rare products go before
    -- anything is paired. The number is an integer to join by, and bounds what is paired.
    frequent_products as (
        select
            product_counts.*,
            thresholds.basket_count,
            thresholds.fewest_baskets,
            cast(
                row_number() over (
                    partition by product_counts.basis, product_counts.window_name
                    order by product_counts.product_count desc, product_counts.product_id
                ) as integer
            ) as product_number
        from product_counts
        inner join
            thresholds
            on product_counts.basis = thresholds.basis
            and product_counts.window_name = thresholds.window_name
        where product_counts.product_count >= thresholds.fewest_baskets
    ),

    numbered_contents as (
        select
            product_contents.basis,
            product_contents.window_name,
            product_contents.basket_id,
            frequent_products.product_number
        from product_contents
        inner join
            frequent_products
            on product_contents.basis = frequent_products.basis
            and product_contents.window_name = frequent_products.window_name
            and product_contents.product_id = frequent_products.product_id
        where frequent_products.product_number <= {{ var("affinity_products_max") }}
    ),

    pairs as (
        select
            one.basis,
            one.window_name,
            one.product_number as one_number,
            other.product_number as other_number,
            count(*) as pair_count
        from numbered_contents as one
        inner join
            numbered_contents as other
            on one.basket_id = other.basket_id
            and one.basis = other.basis
            and one.window_name = other.window_name
            and one.product_number < other.product_number
        group by one.basis, one.window_name, one.product_number, other.product_number
    ),

    -- a and b by their ids, so that a pair stands once however often each is sold.
    named_pairs as (
        select
            pairs.basis,
            pairs.window_name,
            least(one.product_id, other.product_id) as product_a_id,
            greatest(one.product_id, other.product_id) as product_b_id,
            pairs.pair_count,
            case
                when one.product_id < other.product_id
                then one.product_count
                else other.product_count
            end as product_a_count,
            case
                when one.product_id < other.product_id
                then other.product_count
                else one.product_count
            end as product_b_count,
            one.basket_count
        from pairs
        inner join
            frequent_products as one
            on pairs.basis = one.basis
            and pairs.window_name = one.window_name
            and pairs.one_number = one.product_number
        inner join
            frequent_products as other
            on pairs.basis = other.basis
            and pairs.window_name = other.window_name
            and pairs.other_number = other.product_number
        where pairs.pair_count >= one.fewest_baskets
    )

select
    named_pairs.basis,
    named_pairs.window_name,
    named_pairs.product_a_id,
    named_pairs.product_b_id,
    product_a.name as product_a_name,
    product_b.name as product_b_name,
    named_pairs.pair_count,
    named_pairs.product_a_count,
    named_pairs.product_b_count,
    named_pairs.basket_count,
    {{ share_of("named_pairs.pair_count", "named_pairs.basket_count") }} as support,
    {{ share_of("named_pairs.pair_count", "named_pairs.product_a_count") }} as confidence_a_to_b,
    {{ share_of("named_pairs.pair_count", "named_pairs.product_b_count") }} as confidence_b_to_a,
    {{
        share_of(
            "(named_pairs.pair_count * named_pairs.basket_count)",
            "(named_pairs.product_a_count * named_pairs.product_b_count)",
        )
    }} as lift
from named_pairs
inner join dim_products as product_a on named_pairs.product_a_id = product_a.product_id
inner join dim_products as product_b on named_pairs.product_b_id = product_b.product_id
