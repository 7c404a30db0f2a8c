-- One row per raw row of The Complete Journey's demographics, with its fate.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("complete_journey", "demographics") -%}
{%- set columns = [
    "household_id",
    "age",
    "income",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_comp",
    "kids_count",
] -%}

with
    delivered as ({{ raw_rows("complete_journey", "demographics") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("cast(raw_household_id as varchar)") }} as household_id,
            {{ to_text("raw_age") }} as age,
            {{ to_text("raw_income") }} as income,
            {{ to_text("raw_home_ownership") }} as home_ownership,
            {{ to_text("raw_marital_status") }} as marital_status,
            {{ to_text("raw_household_size") }} as household_size,
            {{ to_text("raw_household_comp") }} as household_comp,
            {{ to_text("raw_kids_count") }} as kids_count,
        from delivered
    ),

    judged as (
        select
            typed.*,
            household_id as _key,
            {{ version_clock(declared) }} as _version,
            _delivered_at as _first_seen_at,
            {{ reasons([missing("household_id")]) }} as _reasons,
        from typed
    ){{ fated_rows("complete_journey", "demographics", columns) }}
