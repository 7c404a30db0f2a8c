-- One row per raw row of The Complete Journey's lists of campaign households, with its fate.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("complete_journey", "sends") -%}
{%- set columns = ["campaign_id", "household_id"] -%}

with
    delivered as ({{ raw_rows("complete_journey", "sends") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("cast(raw_campaign_id as varchar)") }} as campaign_id,
            {{ to_text("cast(raw_household_id as varchar)") }} as household_id,
        from delivered
    ),

    judged as (
        select
            typed.*,
            concat(cast(campaign_id as varchar), '|', cast(household_id as varchar)) as _key,
            {{ version_clock(declared) }} as _version,
            _delivered_at as _first_seen_at,
            {{ reasons([missing("campaign_id"), missing("household_id")]) }} as _reasons,
        from typed
    ){{ fated_rows("complete_journey", "sends", columns) }}
