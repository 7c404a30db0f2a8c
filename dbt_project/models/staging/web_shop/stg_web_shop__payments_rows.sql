-- One row per raw row of the web shop's payments, with its fate.
{{
    config(
        enabled=source_is_enabled("web_shop"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("web_shop", "payments") -%}
{%- set columns = [
    "payment_id",
    "order_id",
    "method",
    "provider",
    "tenor_months",
    "amount",
    "paid_at",
] -%}

with
    delivered as ({{ raw_rows("web_shop", "payments") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_payment_id") }} as payment_id,
            {{ to_text("raw_order_id") }} as order_id,
            lower({{ to_text("raw_method") }}) as method,
            {{ to_text("raw_provider") }} as provider,
            {{ to_integer("raw_tenor_months", declared) }} as tenor_months,
            {{ to_decimal("raw_amount", declared) }} as amount,
            {{ to_timestamp_utc("raw_paid_at", declared) }} as paid_at,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            paid_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("payment_id"),
                        missing("order_id"),
                        missing("method"),
                        missing("amount"),
                        missing("paid_at"),
                        unreadable("tenor_months", "a whole number"),
                        unreadable("amount", "a number"),
                        unreadable("paid_at", "a time"),
                        in_future("paid_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("web_shop", "payments", columns) }}
