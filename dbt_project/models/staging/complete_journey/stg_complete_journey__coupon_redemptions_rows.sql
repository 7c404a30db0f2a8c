-- One row per raw row of The Complete Journey's coupon redemptions, with its fate.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("complete_journey", "coupon_redemptions") -%}
{%- set columns = ["household_id", "coupon_upc", "campaign_id", "redemption_date"] -%}

with
    delivered as ({{ raw_rows("complete_journey", "coupon_redemptions") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("cast(raw_household_id as varchar)") }} as household_id,
            {{ to_text("cast(raw_coupon_upc as varchar)") }} as coupon_upc,
            {{ to_text("cast(raw_campaign_id as varchar)") }} as campaign_id,
            cast(raw_redemption_date as date) as redemption_date,
        from delivered
    ),

    judged as (
        select
            typed.*,
            concat(
                cast(household_id as varchar),
                '|',
                cast(coupon_upc as varchar),
                '|',
                cast(campaign_id as varchar),
                '|',
                cast(redemption_date as varchar)
            ) as _key,
            {{ version_clock(declared) }} as _version,
            {{ utc_from_local("cast(raw_redemption_date as timestamp)") }} as _first_seen_at,
            {{
                reasons(
                    [
                        missing("household_id"),
                        missing("coupon_upc"),
                        missing("campaign_id"),
                        missing("redemption_date"),
                        in_future("redemption_date"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("complete_journey", "coupon_redemptions", columns) }}
