{#- The canonical payments of a sales log: one for each order and means of payment that its lines name, with tax and shipping. -#}
{% macro sale_payments(source_name) %}
    with
        {{ sold_lines(source_name) }},

        means as (
            select
                order_id,
                payment,
                min(sold_at) as paid_at,
                sum(
                    case when kind = 'shipping' then 0 else line_amount end
                    + shipping_amount
                    + tax_amount
                    - platform_discount_amount
                ) as amount,
                min(_key) as _key,
                max(_last_load_seq) as _load_seq,
            from sold_lines
            where payment is not null and order_status = 'fulfilled'
            group by order_id, payment
        ),

        numbered_means as (
            select *, row_number() over (partition by order_id order by payment) as means_number,
            from means
        )

    select
        order_id || ':' || cast(means_number as varchar) as payment_id,
        order_id,
        '{{ source_name }}' as source,
        {{ payment_family("payment") }} as family,
        payment as provider,
        cast(null as integer) as tenor_months,
        cast(amount as decimal(18, 2)) as amount,
        paid_at,
        _key,
        _load_seq,
    from numbered_means
{% endmacro %}
