-- One row per raw row of the web shop's product snapshots, with its fate.
{{
    config(
        enabled=source_is_enabled("web_shop"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("web_shop", "products") -%}
{%- set columns = ["sku", "name", "category", "list_price", "unit_cost", "is_active"] -%}

with
    delivered as ({{ raw_rows("web_shop", "products") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_sku") }} as sku,
            {{ to_text("raw_name") }} as name,
            {{ to_text("raw_category") }} as category,
            {{ to_decimal("raw_list_price", declared) }} as list_price,
            {{ to_decimal("raw_unit_cost", declared) }} as unit_cost,
            {{ to_boolean("raw_is_active", ["true", "1", "yes"], ["false", "0", "no"]) }}
            as is_active,
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
                        missing("name"),
                        missing("is_active"),
                        unreadable("list_price", "a number"),
                        unreadable("unit_cost", "a number"),
                        unreadable("is_active", "true or false"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("web_shop", "products", columns) }}
