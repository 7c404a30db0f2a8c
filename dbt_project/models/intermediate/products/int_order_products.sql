-- One row per order_id, product_id and booked_date.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_orders",
        touched_key="order_id",
    )
}}
-- depends_on: {{ ref("int_touched_orders") }}
with
    int_valued_lines as (
        select *
        from {{ ref("int_valued_lines") }}
        where
            is_counted and product_id is not null
            {%- if is_incremental() %}
                and value_order_id in {{ touched_keys("int_touched_orders", "order_id") }}
            {%- endif %}
    )

select
    int_valued_lines.value_order_id as order_id,
    int_valued_lines.product_id,
    int_valued_lines.booked_date,
    int_valued_lines.value_date as order_date,
    int_valued_lines.value_customer_id as customer_id,
    cast(
        sum(
            case when int_valued_lines.is_return then 0 else int_valued_lines.quantity end
        ) as decimal(18, 3)
    ) as sold_quantity,
    cast(
        sum(
            case when int_valued_lines.is_return then - int_valued_lines.quantity else 0 end
        ) as decimal(18, 3)
    ) as returned_quantity,
    cast(sum(int_valued_lines.gross_amount) as decimal(18, 2)) as gross_amount,
    cast(sum(int_valued_lines.net_amount) as decimal(18, 2)) as net_amount
from int_valued_lines
group by
    int_valued_lines.value_order_id,
    int_valued_lines.product_id,
    int_valued_lines.booked_date,
    int_valued_lines.value_date,
    int_valued_lines.value_customer_id
