{#-
    The canonical order lines of a sales log; shipping is an amount of its order. Lines are numbered within order, product and
    direction by row hash, identical ones, which are all real, by their order in the file. So a return's purchase has a
    name without being looked up: the like line of the order that the return names, or of its own order.
-#}
{% macro sale_order_lines(source_name) %}
    with
        {{ sold_lines(source_name) }},

        numbered_lines as (
            select
                *,
                row_number() over (
                    partition by order_id, product_code, direction order by _row_hash, _line
                ) as line_number,
                count(case when direction = 'sale' then 1 end) over (
                    partition by order_id, product_code
                ) as sale_count,
            from sold_lines
            where kind <> 'shipping'
        ),

        -- Goods that the line itself says came back, and money given back without goods.
        given_back as (
            select
                order_id
                || ':'
                || product_code
                || ':b'
                || cast(line_number as varchar) as order_line_id,
                order_id,
                product_code as product_id,
                description as product_name,
                cast(- returned_quantity as decimal(18, 3)) as quantity,
                unit_price,
                cast(returned_quantity * unit_price as decimal(18, 2))
                - returned_amount as seller_discount_amount,
                cast(
                    platform_discount_amount * returned_quantity / quantity as decimal(18, 2)
                ) as platform_discount_amount,
                cast(tax_amount * returned_quantity / quantity as decimal(18, 2)) as tax_amount,
                order_id
                || ':'
                || product_code
                || ':'
                || cast(line_number as varchar) as returned_order_line_id,
                _key,
                _last_load_seq,
            from numbered_lines
            where returned_quantity > 0
            union all
            select
                order_id || '::b1' as order_line_id,
                order_id,
                cast(null as varchar) as product_id,
                cast(null as varchar) as product_name,
                cast(-1 as decimal(18, 3)) as quantity,
                cast(refunded_amount as decimal(18, 6)) as unit_price,
                cast(0 as decimal(18, 2)) as seller_discount_amount,
                cast(0 as decimal(18, 2)) as platform_discount_amount,
                cast(0 as decimal(18, 2)) as tax_amount,
                cast(null as varchar) as returned_order_line_id,
                _key,
                _last_load_seq,
            from numbered_lines
            where refunded_amount > 0
        )

    select
        order_id
        || ':'
        || coalesce(product_code, '')
        || ':'
        || case when direction = 'return' then 'r' else '' end
        || cast(line_number as varchar) as order_line_id,
        order_id,
        '{{ source_name }}' as source,
        product_code as product_id,
        description as product_name,
        quantity,
        unit_price,
        discount_amount as seller_discount_amount,
        platform_discount_amount,
        tax_amount,
        case
            when direction = 'sale' or product_code is null
            then null
            when returned_order_key is not null
            then '{{ source_name }}:' || returned_order_key || ':' || product_code || ':1'
            when sale_count > 0
            then
                order_id
                || ':'
                || product_code
                || ':'
                || cast(least(line_number, sale_count) as varchar)
        end as returned_order_line_id,
        _key,
        _last_load_seq as _load_seq,
    from numbered_lines
    union all
    select
        order_line_id,
        order_id,
        '{{ source_name }}' as source,
        product_id,
        product_name,
        quantity,
        unit_price,
        seller_discount_amount,
        platform_discount_amount,
        tax_amount,
        returned_order_line_id,
        _key,
        _last_load_seq as _load_seq,
    from given_back
{% endmacro %}
