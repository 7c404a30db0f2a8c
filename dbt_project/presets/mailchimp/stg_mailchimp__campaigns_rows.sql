-- One row per raw row of the campaigns' reports, with its fate.
{{
    config(
        enabled=source_is_enabled("mailchimp"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("mailchimp", "campaigns") -%}
{%- set members = ["id", "campaign_title", "subject_line", "send_time"] -%}
{%- set columns = ["campaign_id", "title", "sent_at"] -%}

with
    delivered as ({{ raw_rows("mailchimp", "campaigns", members) }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_id") }} as campaign_id,
            coalesce(
                {{ to_text("raw_campaign_title") }}, {{ to_text("raw_subject_line") }}
            ) as title,
            {{ to_timestamp_utc("raw_send_time", declared) }} as sent_at,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            sent_at as _first_seen_at,
            {{
                reasons(
                    [
                        ["not raw_is_object", "line: not a JSON object"],
                        missing("id", "raw_is_object"),
                        missing("send_time", "raw_is_object"),
                        unreadable("send_time", "a time", typed="sent_at"),
                        in_future("sent_at", delivered_as="send_time"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("mailchimp", "campaigns", columns) }}
