{#- The canonical orders of a sales log. What is the same on all lines of an order is taken once. -#}
{% macro sale_orders(source_name) %}
    with
        {{ sold_lines(source_name) }},

        orders as (
            select
                order_id,
                min(order_status) as status,
                min(customer_key) as customer_key,
                min(sold_at) as ordered_at,
                min(store) as store_id,
                min(cashier) as cashier,
                min(voucher_code) as voucher_code,
                min(currency) as currency,
                cast(sum(shipping_amount) as decimal(18, 2)) as shipping_amount,
                min(_key) as _key,
                max(_last_load_seq) as _load_seq,
            from sold_lines
            group by order_id
        )

    select
        order_id,
        '{{ source_name }}' as source,
        '{{ source_name }}:' || customer_key as record_id,
        ordered_at,
        {{ business_date("ordered_at") }} as order_date,
        '{{ sale_meaning(source_name).channel }}' as channel,
        store_id,
        cashier,
        status,
        currency,
        shipping_amount,
        voucher_code,
        cast(null as varchar) as campaign_id,
        _key,
        _load_seq,
    from orders
{% endmacro %}
