-- One row per raw row of The Complete Journey's products, with its fate.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("complete_journey", "products") -%}
{%- set columns = [
    "product_id",
    "manufacturer_id",
    "department",
    "brand",
    "product_category",
    "product_type",
    "package_size",
] -%}

with
    delivered as ({{ raw_rows("complete_journey", "products") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("cast(raw_product_id as varchar)") }} as product_id,
            {{ to_text("cast(raw_manufacturer_id as varchar)") }} as manufacturer_id,
            {{ to_text("raw_department") }} as department,
            {{ to_text("raw_brand") }} as brand,
            {{ to_text("raw_product_category") }} as product_category,
            {{ to_text("raw_product_type") }} as product_type,
            {{ to_text("raw_package_size") }} as package_size,
        from delivered
    ),

    judged as (
        select
            typed.*,
            product_id as _key,
            {{ version_clock(declared) }} as _version,
            _delivered_at as _first_seen_at,
            {{ reasons([missing("product_id"), missing("department")]) }} as _reasons,
        from typed
    ){{ fated_rows("complete_journey", "products", columns) }}
