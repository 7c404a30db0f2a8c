-- One row per customer_id, product_id and purchase_date.
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
            is_counted and value_customer_id is not null and product_id is not null
            {%- if is_incremental() %}
                and value_customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    ),

    -- What came back was not used up: a date counts by what of it was kept.
    purchase_dates as (
        select
            int_valued_lines.value_customer_id as customer_id,
            int_valued_lines.product_id,
            int_valued_lines.value_date as purchase_date,
            sum(int_valued_lines.quantity) as kept_quantity
        from int_valued_lines
        group by
            int_valued_lines.value_customer_id,
            int_valued_lines.product_id,
            int_valued_lines.value_date
        having sum(int_valued_lines.quantity) > 0
    ),

    counted as (
        select
            purchase_dates.*,
            count(*) over (
                partition by purchase_dates.customer_id, purchase_dates.product_id
            ) as purchase_date_count
        from purchase_dates
    )

select
    counted.customer_id,
    counted.product_id,
    counted.purchase_date,
    cast(counted.kept_quantity as decimal(18, 3)) as kept_quantity
from counted
where counted.purchase_date_count >= {{ var("replenishment_purchases_min") }}
