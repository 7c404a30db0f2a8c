-- One row per raw row of the messaging tool's campaign snapshots, with its fate.
{{
    config(
        enabled=source_is_enabled("messaging"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("messaging", "campaigns") -%}
{%- set columns = ["campaign_id", "name", "channel", "purpose", "sent_at", "cost_per_message"] -%}

with
    delivered as ({{ raw_rows("messaging", "campaigns") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_campaign_id") }} as campaign_id,
            {{ to_text("raw_name") }} as name,
            lower({{ to_text("raw_channel") }}) as channel,
            lower({{ to_text("raw_purpose") }}) as purpose,
            {{ to_timestamp_utc("raw_sent_at", declared) }} as sent_at,
            {{ to_decimal("raw_cost_per_message", declared) }} as cost_per_message,
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
                        missing("campaign_id"),
                        missing("channel"),
                        missing("purpose"),
                        unknown_value("channel", ["email", "whatsapp", "sms", "phone", "ads"]),
                        unknown_value("purpose", ["marketing", "service"]),
                        unreadable("sent_at", "a time"),
                        unreadable("cost_per_message", "a number"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("messaging", "campaigns", columns) }}
