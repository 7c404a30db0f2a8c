-- One row per raw row of the messaging tool's events, with its fate.
{{
    config(
        enabled=source_is_enabled("messaging"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("messaging", "events") -%}
{%- set members = [
    "event_id",
    "channel",
    "type",
    "contact",
    "campaign_id",
    "occurred_at",
    "text",
] -%}
{%- set columns = [
    "event_id",
    "channel",
    "type",
    "contact",
    "campaign_id",
    "occurred_at",
    "is_opt_out",
] -%}

with
    delivered as ({{ raw_rows("messaging", "events", members) }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_event_id") }} as event_id,
            lower({{ to_text("raw_channel") }}) as channel,
            lower({{ to_text("raw_type") }}) as type,
            {{ to_text("raw_contact") }} as contact,
            {{ to_text("raw_campaign_id") }} as campaign_id,
            {{ to_timestamp_utc("raw_occurred_at", declared) }} as occurred_at,
            {{ is_opt_out("raw_text") }} as is_opt_out,
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
                        missing("event_id", "raw_is_object"),
                        missing("channel", "raw_is_object"),
                        missing("type", "raw_is_object"),
                        missing("contact", "raw_is_object"),
                        missing("occurred_at", "raw_is_object"),
                        unknown_value("channel", ["email", "whatsapp"]),
                        unknown_value(
                            "type",
                            [
                                "sent",
                                "delivered",
                                "opened",
                                "read",
                                "clicked",
                                "replied",
                                "bounced",
                                "complained",
                                "stop",
                                "unsubscribed",
                            ],
                        ),
                        unreadable("occurred_at", "a time"),
                        in_future("occurred_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("messaging", "events", columns) }}
