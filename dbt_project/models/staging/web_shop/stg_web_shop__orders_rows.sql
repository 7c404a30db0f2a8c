-- One row per raw row of the web shop's orders, with its fate.
{{
    config(
        enabled=source_is_enabled("web_shop"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("web_shop", "orders") -%}
{%- set columns = [
    "order_id",
    "customer_id",
    "ordered_at",
    "updated_at",
    "status",
    "payment_method",
    "shipping_amount",
    "currency",
    "campaign_id",
] -%}

with
    delivered as ({{ raw_rows("web_shop", "orders") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_order_id") }} as order_id,
            {{ to_text("raw_customer_id") }} as customer_id,
            {{ to_timestamp_utc("raw_ordered_at", declared) }} as ordered_at,
            {{ to_timestamp_utc("raw_updated_at", declared) }} as updated_at,
            lower({{ to_text("raw_status") }}) as status,
            lower({{ to_text("raw_payment_method") }}) as payment_method,
            {{ to_decimal("raw_shipping_amount", declared) }} as shipping_amount,
            upper({{ to_text("raw_currency") }}) as currency,
            {{ to_text("raw_campaign_id") }} as campaign_id,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            ordered_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("order_id"),
                        missing("ordered_at"),
                        missing("updated_at"),
                        missing("status"),
                        missing("currency"),
                        unreadable("ordered_at", "a time"),
                        unreadable("updated_at", "a time"),
                        unreadable("shipping_amount", "a number"),
                        unknown_value(
                            "status", ["pending", "paid", "shipped", "completed", "cancelled"]
                        ),
                        in_future("ordered_at"),
                        in_future("updated_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("web_shop", "orders", columns) }}
