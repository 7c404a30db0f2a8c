-- One row per raw row of The Complete Journey's transactions, with its fate.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("complete_journey", "transactions") -%}
{%- set columns = [
    "household_id",
    "store_id",
    "basket_id",
    "product_id",
    "quantity",
    "sales_value",
    "retail_disc",
    "coupon_disc",
    "coupon_match_disc",
    "week",
    "transacted_at",
] -%}

with
    delivered as ({{ raw_rows("complete_journey", "transactions") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("cast(raw_household_id as varchar)") }} as household_id,
            {{ to_text("cast(raw_store_id as varchar)") }} as store_id,
            {{ to_text("cast(raw_basket_id as varchar)") }} as basket_id,
            {{ to_text("cast(raw_product_id as varchar)") }} as product_id,
            cast(raw_quantity as bigint) as quantity,
            -- Floating sums left residues such as 1.4e-16: whole cents are meant.
            cast(raw_sales_value as decimal(18, 2)) as sales_value,
            cast(raw_retail_disc as decimal(18, 2)) as retail_disc,
            cast(raw_coupon_disc as decimal(18, 2)) as coupon_disc,
            cast(raw_coupon_match_disc as decimal(18, 2)) as coupon_match_disc,
            cast(raw_week as bigint) as week,
            cast(raw_transaction_timestamp as timestamp) as transacted_at,
        from delivered
    ),

    judged as (
        select
            typed.*,
            basket_id as _key,
            {{ version_clock(declared) }} as _version,
            transacted_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("household_id"),
                        missing("basket_id"),
                        missing("product_id"),
                        missing("quantity"),
                        missing("sales_value"),
                        missing("transaction_timestamp"),
                        ["quantity = 0", "quantity: zero"],
                        ["quantity < 0", "quantity: negative"],
                        ["sales_value < 0", "sales_value: negative"],
                        in_future("transacted_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("complete_journey", "transactions", columns) }}
