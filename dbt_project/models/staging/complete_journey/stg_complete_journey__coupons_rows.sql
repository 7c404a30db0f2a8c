-- One row per raw row of The Complete Journey's coupons, with its fate.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("complete_journey", "coupons") -%}
{%- set columns = ["coupon_upc", "product_id", "campaign_id"] -%}

with
    delivered as ({{ raw_rows("complete_journey", "coupons") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("cast(raw_coupon_upc as varchar)") }} as coupon_upc,
            {{ to_text("cast(raw_product_id as varchar)") }} as product_id,
            {{ to_text("cast(raw_campaign_id as varchar)") }} as campaign_id,
        from delivered
    ),

    judged as (
        select
            typed.*,
            concat(
                cast(coupon_upc as varchar),
                '|',
                cast(product_id as varchar),
                '|',
                cast(campaign_id as varchar)
            ) as _key,
            {{ version_clock(declared) }} as _version,
            _delivered_at as _first_seen_at,
            {{ reasons([missing("coupon_upc"), missing("product_id"), missing("campaign_id")]) }}
            as _reasons,
        from typed
    ){{ fated_rows("complete_journey", "coupons", columns) }}
