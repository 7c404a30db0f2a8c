-- One row per raw row of the web shop's order lines, with its fate.
{{
    config(
        enabled=source_is_enabled("web_shop"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("web_shop", "order_lines") -%}
{%- set columns = [
    "line_id",
    "order_id",
    "sku",
    "quantity",
    "unit_price",
    "seller_discount",
    "platform_discount",
    "tax_amount",
    "updated_at",
    "returned_line_id",
] -%}

with
    delivered as ({{ raw_rows("web_shop", "order_lines") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_line_id") }} as line_id,
            {{ to_text("raw_order_id") }} as order_id,
            {{ to_text("raw_sku") }} as sku,
            {{ to_decimal("raw_quantity", declared, 3) }} as quantity,
            {{ to_decimal("raw_unit_price", declared) }} as unit_price,
            {{ to_decimal("raw_seller_discount", declared) }} as seller_discount,
            {{ to_decimal("raw_platform_discount", declared) }} as platform_discount,
            {{ to_decimal("raw_tax_amount", declared) }} as tax_amount,
            {{ to_timestamp_utc("raw_updated_at", declared) }} as updated_at,
            {{ to_text("raw_returned_line_id") }} as returned_line_id,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            updated_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("line_id"),
                        missing("order_id"),
                        missing("sku"),
                        missing("quantity"),
                        missing("unit_price"),
                        missing("updated_at"),
                        unreadable("quantity", "a number"),
                        unreadable("unit_price", "a number"),
                        unreadable("seller_discount", "a number"),
                        unreadable("platform_discount", "a number"),
                        unreadable("tax_amount", "a number"),
                        unreadable("updated_at", "a time"),
                        in_future("updated_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("web_shop", "order_lines", columns) }}
