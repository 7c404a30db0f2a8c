-- One row per raw row of the membership programme's points, with its fate.
{{
    config(
        enabled=source_is_enabled("membership"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("membership", "points") -%}
{%- set columns = [
    "entry_id",
    "member_no",
    "kind",
    "points",
    "occurred_at",
    "expires_on",
] -%}

with
    delivered as ({{ raw_rows("membership", "points") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_entry_id") }} as entry_id,
            {{ to_text("raw_member_no") }} as member_no,
            lower({{ to_text("raw_kind") }}) as kind,
            {{ to_integer("raw_points", declared) }} as points,
            {{ to_timestamp_utc("raw_occurred_at", declared) }} as occurred_at,
            {{ to_date("raw_expires_on", declared) }} as expires_on,
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
                        missing("entry_id"),
                        missing("member_no"),
                        missing("kind"),
                        missing("points"),
                        missing("occurred_at"),
                        unknown_value("kind", ["earn", "redeem", "expire", "adjust"]),
                        unreadable("points", "a whole number"),
                        unreadable("occurred_at", "a time"),
                        unreadable("expires_on", "a date"),
                        in_future("occurred_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("membership", "points", columns) }}
