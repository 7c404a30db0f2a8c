-- One row per raw row of the consent centre's changes, with its fate.
{{
    config(
        enabled=source_is_enabled("consents"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("consents", "changes") -%}
{%- set members = [
    "change_id",
    "contact",
    "channel",
    "purpose",
    "action",
    "occurred_at",
    "received_at",
    "expires_at",
    "lawful_basis",
    "notice_version",
    "method",
] -%}
{%- set columns = [
    "change_id",
    "contact",
    "channel",
    "purpose",
    "action",
    "occurred_at",
    "received_at",
    "expires_at",
    "lawful_basis",
    "notice_version",
    "method",
] -%}

with
    delivered as ({{ raw_rows("consents", "changes", members) }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_change_id") }} as change_id,
            {{ to_text("raw_contact") }} as contact,
            lower({{ to_text("raw_channel") }}) as channel,
            lower({{ to_text("raw_purpose") }}) as purpose,
            lower({{ to_text("raw_action") }}) as action,
            {{ to_timestamp_utc("raw_occurred_at", declared) }} as occurred_at,
            {{ to_timestamp_utc("raw_received_at", declared) }} as received_at,
            {{ to_timestamp_utc("raw_expires_at", declared) }} as expires_at,
            {{ to_text("raw_lawful_basis") }} as lawful_basis,
            {{ to_text("raw_notice_version") }} as notice_version,
            {{ to_text("raw_method") }} as method,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            occurred_at as _first_seen_at,
            {{
                reasons(
                    [
                        ["not raw_is_object", "line: not a JSON object"],
                        missing("change_id", "raw_is_object"),
                        missing("contact", "raw_is_object"),
                        missing("channel", "raw_is_object"),
                        missing("purpose", "raw_is_object"),
                        missing("action", "raw_is_object"),
                        missing("occurred_at", "raw_is_object"),
                        unknown_value("channel", ["email", "whatsapp", "sms", "phone", "ads"]),
                        unknown_value("purpose", ["marketing", "service"]),
                        unknown_value("action", ["grant", "withdraw"]),
                        unreadable("occurred_at", "a time"),
                        unreadable("received_at", "a time"),
                        unreadable("expires_at", "a time"),
                        in_future("occurred_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("consents", "changes", columns) }}
