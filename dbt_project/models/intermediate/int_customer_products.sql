-- One row per customer_id and product_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
with
    int_valued_lines as (
        select *
        from {{ ref("int_valued_lines") }}
        where
            is_counted and value_customer_id is not null
            {%- if is_incremental() %}
                and value_customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    )

select
    int_valued_lines.value_customer_id as customer_id,
    int_valued_lines.product_id,
    count(case when not int_valued_lines.is_return then 1 end) as sale_line_count,
    cast(sum(int_valued_lines.quantity) as decimal(18, 3)) as kept_quantity,
    cast(sum(int_valued_lines.net_amount) as decimal(18, 2)) as net_amount
from int_valued_lines
where int_valued_lines.product_id is not null
group by int_valued_lines.value_customer_id, int_valued_lines.product_id
