-- One row per raw row of the campaigns' e-mail activity, with its fate.
{{
    config(
        enabled=source_is_enabled("mailchimp"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("mailchimp", "activity") -%}
{%- set members = ["campaign_id", "email_id", "email_address", "activity"] -%}
{%- set columns = ["campaign_id", "email", "activity"] -%}

with
    delivered as ({{ raw_rows("mailchimp", "activity", members) }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_campaign_id") }} as campaign_id,
            {{ to_text("raw_email_address") }} as email,
            raw_activity as activity,
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
                        ["not raw_is_object", "line: not a JSON object"],
                        missing("campaign_id", "raw_is_object"),
                        missing("email_id", "raw_is_object"),
                        missing("email_address", "raw_is_object"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("mailchimp", "activity", columns) }}
