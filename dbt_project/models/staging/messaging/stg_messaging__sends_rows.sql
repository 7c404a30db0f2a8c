-- One row per raw row of the messaging tool's lists of sends, with its fate.
{{
    config(
        enabled=source_is_enabled("messaging"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("messaging", "sends") -%}
{%- set columns = ["send_id", "campaign_id", "contact", "arm", "sent_at"] -%}

with
    delivered as ({{ raw_rows("messaging", "sends") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_send_id") }} as send_id,
            {{ to_text("raw_campaign_id") }} as campaign_id,
            {{ to_text("raw_contact") }} as contact,
            lower({{ to_text("raw_arm") }}) as arm,
            {{ to_timestamp_utc("raw_sent_at", declared) }} as sent_at,
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
                        missing("send_id"),
                        missing("campaign_id"),
                        missing("contact"),
                        missing("arm"),
                        missing("sent_at"),
                        unknown_value("arm", ["treated", "control"]),
                        unreadable("sent_at", "a time"),
                        in_future("sent_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("messaging", "sends", columns) }}
