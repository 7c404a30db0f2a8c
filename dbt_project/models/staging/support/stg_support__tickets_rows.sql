-- One row per raw row of the support desk's tickets, with its fate.
{{
    config(
        enabled=source_is_enabled("support"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("support", "tickets") -%}
{%- set columns = [
    "ticket_id",
    "opened_at",
    "closed_at",
    "updated_at",
    "requester_email",
    "requester_phone",
    "category",
    "status",
    "satisfaction",
] -%}

with
    delivered as ({{ raw_rows("support", "tickets") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_ticket_id") }} as ticket_id,
            {{ to_timestamp_utc("raw_opened_at", declared) }} as opened_at,
            {{ to_timestamp_utc("raw_closed_at", declared) }} as closed_at,
            {{ to_timestamp_utc("raw_updated_at", declared) }} as updated_at,
            {{ to_text("raw_requester_email") }} as requester_email,
            {{ to_text("raw_requester_phone") }} as requester_phone,
            lower({{ to_text("raw_category") }}) as category,
            lower({{ to_text("raw_status") }}) as status,
            {{ to_integer("raw_satisfaction", declared) }} as satisfaction,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            opened_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("ticket_id"),
                        missing("opened_at"),
                        missing("updated_at"),
                        missing("category"),
                        missing("status"),
                        unreadable("opened_at", "a time"),
                        unreadable("closed_at", "a time"),
                        unreadable("updated_at", "a time"),
                        unreadable("satisfaction", "a whole number"),
                        in_future("opened_at"),
                        in_future("updated_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("support", "tickets", columns) }}
