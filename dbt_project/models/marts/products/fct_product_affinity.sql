-- One row per basis, window_name, product_a_id and product_b_id.
with
    windows as ({{ product_windows(var("affinity_window_days")) }}),

    -- Numbers follow ids.
    dim_products as (
        select
            product_id,
            name,
            cast(row_number() over (order by product_id) as integer) as product_number
        from {{ ref("dim_products") }}
        where not is_service
    ),

    int_product_buyers as (
        select * from {{ ref("int_product_buyers") }} where customer_id <> '' and order_count > 0
    ),

    -- Baskets of one kind and window are told by a number.
    scopes as (
        select 'order' as basis, windows.*, windows.window_number as scope
        from windows
        union all
        select 'customer' as basis, windows.*, 100 + windows.window_number as scope
        from windows
    ),

    -- An order's sales of a product are one row, on its own date; what came back later is others.
    later_returns as (
        select
            int_order_products.order_id,
            int_order_products.product_id,
            sum(int_order_products.returned_quantity) as returned_quantity
        from {{ ref("int_order_products") }} as int_order_products
        where
            int_order_products.booked_date > int_order_products.order_date
            and int_order_products.booked_date <= {{ as_of_date() }}
        group by int_order_products.order_id, int_order_products.product_id
    ),

    -- Few products ever come back, and adding decimals takes longer than comparing them.
    kept_products as (
        select
            int_order_products.order_id,
            int_order_products.product_id,
            int_order_products.order_date
        from {{ ref("int_order_products") }} as int_order_products
        left join
            later_returns
            on int_order_products.order_id = later_returns.order_id
            and int_order_products.product_id = later_returns.product_id
        where
            int_order_products.booked_date = int_order_products.order_date
            and int_order_products.order_date <= {{ as_of_date() }}
            and case
                when later_returns.returned_quantity is null
                then int_order_products.sold_quantity > int_order_products.returned_quantity
                else
                    int_order_products.sold_quantity
                    > int_order_products.returned_quantity + later_returns.returned_quantity
            end
    ),

    -- A product is in a basket once. Dates are subtracted, because DuckDB joins by an inequality
    -- several times slower than it filters what a few windows are crossed with.
    contents as (
        select scopes.scope, kept_products.order_id as basket_id, dim_products.product_number
        from kept_products
        inner join dim_products on kept_products.product_id = dim_products.product_id
        cross join scopes
        where scopes.basis = 'order' and kept_products.order_date - scopes.begins_date >= 0
        union all
        select
            scopes.scope, int_product_buyers.customer_id as basket_id, dim_products.product_number
        from int_product_buyers
        inner join dim_products on int_product_buyers.product_id = dim_products.product_id
        inner join scopes on int_product_buyers.window_name = scopes.window_name
        where scopes.basis = 'customer'
    ),

    -- Inside a scope a product goes by its rank, the most bought first.
    ranked_products as (
        select
            contents.scope,
            contents.product_number,
            count(*) as product_count,
            cast(
                row_number() over (
                    partition by contents.scope order by count(*) desc, contents.product_number
                ) as integer
            ) as frequency_rank
        from contents
        group by contents.scope, contents.product_number
    ),

    baskets as (
        select contents.scope, {{ list_of("ranked_products.frequency_rank") }} as ranks
        from contents
        inner join
            ranked_products
            on contents.scope = ranked_products.scope
            and contents.product_number = ranked_products.product_number
        group by contents.scope, contents.basket_id
    ),

    thresholds as (
        select
            baskets.scope,
            count(*) as basket_count,
            greatest(
                cast({{ var("affinity_pair_count_min") }} as decimal(18, 6)),
                cast({{ var("affinity_support_min") }} as decimal(9, 6)) * count(*)
            ) as fewest_baskets
        from baskets
        group by baskets.scope
    ),

    -- A pair is never in more baskets than its rarer product, so that rare products go before
    -- anything is paired.
    frequent_products as (
        select ranked_products.*, thresholds.basket_count, thresholds.fewest_baskets
        from ranked_products
        inner join thresholds on ranked_products.scope = thresholds.scope
        where
            ranked_products.product_count >= thresholds.fewest_baskets
            and ranked_products.frequency_rank <= {{ var("affinity_products_max") }}
    ),

    last_ranks as (
        select frequent_products.scope, max(frequent_products.frequency_rank) as last_rank
        from frequent_products
        group by frequent_products.scope
    ),

    bounded_baskets as (
        select baskets.*, last_ranks.last_rank
        from baskets
        inner join last_ranks on baskets.scope = last_ranks.scope
    ),

    basket_pairs as ({{ list_pairs("bounded_baskets", ["scope"], "ranks", "last_rank") }}),

    pairs as (
        select
            basket_pairs.scope, basket_pairs.a_number, basket_pairs.b_number, count(*) as pair_count
        from basket_pairs
        group by basket_pairs.scope, basket_pairs.a_number, basket_pairs.b_number
    ),

    frequent_pairs as (
        select
            pairs.scope,
            pairs.pair_count,
            least(rarer.product_number, commoner.product_number) as a_number,
            greatest(rarer.product_number, commoner.product_number) as b_number
        from pairs
        inner join
            frequent_products as rarer
            on pairs.scope = rarer.scope
            and pairs.a_number = rarer.frequency_rank
        inner join
            frequent_products as commoner
            on pairs.scope = commoner.scope
            and pairs.b_number = commoner.frequency_rank
        where pairs.pair_count >= rarer.fewest_baskets
    ),

    named_pairs as (
        select
            scopes.basis,
            scopes.window_name,
            frequent_pairs.a_number,
            frequent_pairs.b_number,
            frequent_pairs.pair_count,
            a.product_count as product_a_count,
            b.product_count as product_b_count,
            a.basket_count
        from frequent_pairs
        inner join
            frequent_products as a
            on frequent_pairs.scope = a.scope
            and frequent_pairs.a_number = a.product_number
        inner join
            frequent_products as b
            on frequent_pairs.scope = b.scope
            and frequent_pairs.b_number = b.product_number
        inner join scopes on frequent_pairs.scope = scopes.scope
    )

select
    named_pairs.basis,
    named_pairs.window_name,
    product_a.product_id as product_a_id,
    product_b.product_id as product_b_id,
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
inner join dim_products as product_a on named_pairs.a_number = product_a.product_number
inner join dim_products as product_b on named_pairs.b_number = product_b.product_number
