-- One row per raw row of The Complete Journey's campaign descriptions, with its fate.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("complete_journey", "campaigns") -%}
{%- set columns = ["campaign_id", "campaign_type", "started_at", "ended_at"] -%}

with
    delivered as ({{ raw_rows("complete_journey", "campaigns") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("cast(raw_campaign_id as varchar)") }} as campaign_id,
            {{ to_text("raw_campaign_type") }} as campaign_type,
            -- Dates at midnight of the shop's day.
            {{ utc_from_local("cast(raw_start_date as timestamp)") }} as started_at,
            {{ utc_from_local("cast(raw_end_date as timestamp)") }} as ended_at,
        from delivered
    ),

    judged as (
        select
            typed.*,
            campaign_id as _key,
            {{ version_clock(declared) }} as _version,
            started_at as _first_seen_at,
            {{ reasons([missing("campaign_id"), missing("campaign_type"), missing("start_date")]) }}
            as _reasons,
        from typed
    ){{ fated_rows("complete_journey", "campaigns", columns) }}
