-- One row per raw row of the web shop's visitor events, with its fate.
{{
    config(
        enabled=source_is_enabled("web"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("web", "events") -%}
{%- set columns = [
    "event_id",
    "occurred_at",
    "device_id",
    "customer_id",
    "event",
    "sku",
    "order_id",
    "page",
    "cart_value",
] -%}

with
    delivered as ({{ raw_rows("web", "events") }}),

    typed as (
        select
            delivered.*,
            {{ to_text(blank_to_null("raw_event_id")) }} as event_id,
            {{ plausible_year(utc_from_offset("raw_occurred_at")) }} as occurred_at,
            {{ to_text(blank_to_null("raw_device_id")) }} as device_id,
            {{ to_text(blank_to_null("raw_customer_id")) }} as customer_id,
            {{ to_text(blank_to_null("raw_event")) }} as event,
            {{ to_text(blank_to_null("raw_sku")) }} as sku,
            {{ to_text(blank_to_null("raw_order_id")) }} as order_id,
            {{ to_text(blank_to_null("raw_page")) }} as page,
            try_cast(raw_cart_value as decimal(18, 2)) as cart_value,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            occurred_at as _first_seen_at,
            {{
                reasons(
                    [
                        ["event_id is null", "event_id: missing"],
                        ["event is null", "event: missing"],
                        missing("occurred_at"),
                        unreadable("occurred_at", "a time"),
                        unreadable("cart_value", "a number"),
                        unknown_value(
                            "event",
                            ["page_view", "product_view", "add_to_cart", "checkout", "purchase"],
                        ),
                        in_future("occurred_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("web", "events", columns) }}
