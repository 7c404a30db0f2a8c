-- One row per order_id and _build_seq.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where _build_seq <= {{ var('last_complete_build') }}{% endif %}",
    )
}}
{% set standing_lines = standing("intermediate", "int_valued_lines") -%}
{% set standing_orders = standing("intermediate", "int_valued_orders") -%}
{% set standing_payments = standing("marts", "fct_payments", "marts") -%}
{% set standing_products = standing("intermediate", "int_known_products") -%}
with
    int_orders as (select * from {{ ref("int_orders") }}),

    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    int_payments as (select * from {{ ref("int_payments") }}),

    idn_reassigned as (select * from {{ ref("idn_reassigned") }}),

    int_daily_rates as (select * from {{ ref("int_daily_rates") }}),

    int_listed_products as (select * from {{ ref("int_listed_products") }}),

    int_matched_returns as (select * from {{ ref("int_matched_returns") }})

{%- if standing_lines and standing_orders and standing_payments and standing_products %}
        ,

        standing_lines as (select * from {{ standing_lines }}),

        standing_orders as (select * from {{ standing_orders }}),

        standing_payments as (select * from {{ standing_payments }}),

        standing_products as (select * from {{ standing_products }}),

        relisted_products as (
            select
                coalesce(
                    int_listed_products.product_id, standing_products.product_id
                ) as product_id,
                int_listed_products.unit_cost
                is distinct from standing_products.unit_cost as is_revalued,
                int_listed_products.name is distinct from standing_products.name as is_renamed
            from int_listed_products
            full outer join
                standing_products on int_listed_products.product_id = standing_products.product_id
        ),

        -- A price list with another cost revalues what was sold of the product.
        revalued_products as (
            select relisted_products.product_id
            from relisted_products
            where relisted_products.is_revalued
        ),

        -- Another name is that of lines whose source writes none.
        renamed_products as (
            select relisted_products.product_id
            from relisted_products
            where relisted_products.is_renamed
        ),

        nameless_lines as (
            select standing_lines.order_id, standing_lines.product_id
            from standing_lines
            where standing_lines.product_name is null
        ),

        loaded_lines as (
            select int_order_lines.order_line_id, int_order_lines.order_id
            from int_order_lines
            where {{ is_news("int_order_lines._load_seq") }}
        ),

        loaded_payments as (
            select int_payments.payment_id, int_payments.order_id
            from int_payments
            where {{ is_news("int_payments._load_seq") }}
        ),

        formerly_matched as (
            select
                standing_lines.order_line_id,
                standing_lines.order_id,
                standing_lines.returned_order_line_id
            from standing_lines
            where standing_lines.return_link = 'matched'
        ),

        -- Returns that another purchase, or none, is taken for now.
        rematched as (
            select coalesce(int_matched_returns.order_id, formerly_matched.order_id) as order_id
            from int_matched_returns
            full outer join
                formerly_matched
                on int_matched_returns.order_line_id = formerly_matched.order_line_id
            where
                int_matched_returns.returned_order_line_id
                is distinct from formerly_matched.returned_order_line_id
        ),

        -- What came, where it stood before, what is gone, and whose customer or cost changed.
        changed as (
            select int_orders.order_id
            from int_orders
            where {{ is_news("int_orders._load_seq") }}
            union
            select loaded_lines.order_id
            from loaded_lines
            union
            select standing_lines.order_id
            from standing_lines
            inner join loaded_lines on standing_lines.order_line_id = loaded_lines.order_line_id
            union
            select loaded_payments.order_id
            from loaded_payments
            union
            select standing_payments.order_id
            from standing_payments
            inner join loaded_payments on standing_payments.payment_id = loaded_payments.payment_id
            union
            select standing_lines.order_id
            from standing_lines
            where
                standing_lines.order_line_id
                in {{ gone_keys(ref("int_order_lines"), standing_lines, "order_line_id") }}
            union
            select standing_payments.order_id
            from standing_payments
            where
                standing_payments.payment_id
                in {{ gone_keys(ref("int_payments"), standing_payments, "payment_id") }}
            union
            select standing_lines.order_id
            from standing_lines
            inner join revalued_products on standing_lines.product_id = revalued_products.product_id
            union
            select nameless_lines.order_id
            from nameless_lines
            inner join renamed_products on nameless_lines.product_id = renamed_products.product_id
            union
            select rematched.order_id
            from rematched
            union
            select gone.order_id
            from {{ gone_keys(ref("int_orders"), standing_orders, "order_id") }} as gone
            union
            select standing_orders.order_id
            from standing_orders
            inner join idn_reassigned on standing_orders.record_id = idn_reassigned.record_id
            union
            -- A rate that came late, or was corrected.
            select standing_orders.order_id
            from standing_orders
            left join
                int_daily_rates
                on standing_orders.currency = int_daily_rates.currency
                and standing_orders.order_date = int_daily_rates.business_date
            where
                standing_orders.currency <> '{{ var("currency") }}'
                and coalesce(standing_orders.exchange_rate, 0) <> coalesce(int_daily_rates.rate, 0)
        ),

        -- A return reads its purchase, and a purchase its returns: both ways, before and after.
        linked as (
            select standing_lines.order_id as return_order_id, standing_lines.returned_order_id
            from standing_lines
            where standing_lines.returned_order_id is not null
            union
            select returns.order_id as return_order_id, purchases.order_id as returned_order_id
            from int_order_lines as returns
            inner join
                int_order_lines as purchases
                on returns.returned_order_line_id = purchases.order_line_id
            where returns.returned_order_line_id is not null
            union
            select
                int_matched_returns.order_id as return_order_id,
                int_matched_returns.returned_order_id
            from int_matched_returns
        ),

        reached as (
            select changed.order_id
            from changed
            union
            select linked.returned_order_id as order_id
            from linked
            inner join changed on linked.return_order_id = changed.order_id
            union
            select linked.return_order_id as order_id
            from linked
            inner join changed on linked.returned_order_id = changed.order_id
        )

    select reached.order_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from reached
{%- else %}

    select int_orders.order_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from int_orders
    where 1 = 0
{%- endif %}
