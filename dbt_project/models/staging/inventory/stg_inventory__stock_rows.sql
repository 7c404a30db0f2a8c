-- One row per raw row of the stock counts, with its fate.
{{
    config(
        enabled=source_is_enabled("inventory"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("inventory", "stock") -%}
{%- set columns = ["sku", "store_id", "quantity"] -%}

with
    delivered as ({{ raw_rows("inventory", "stock") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_sku") }} as sku,
            {{ to_text("raw_store_id") }} as store_id,
            {{ to_decimal("raw_quantity", declared, 3) }} as quantity,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            _delivered_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("sku"),
                        missing("store_id"),
                        missing("quantity"),
                        unreadable("quantity", "a number"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("inventory", "stock", columns) }}
