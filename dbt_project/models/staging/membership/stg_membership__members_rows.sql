-- One row per raw row of the membership programme's members, with its fate.
{{
    config(
        enabled=source_is_enabled("membership"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("membership", "members") -%}
{%- set columns = [
    "member_no",
    "joined_at",
    "updated_at",
    "full_name",
    "phone",
    "email",
    "nik",
    "birth_date",
    "gender",
    "city",
    "address",
    "instagram",
] -%}

with
    delivered as ({{ raw_rows("membership", "members") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_member_no") }} as member_no,
            {{ to_timestamp_utc("raw_joined_at", declared) }} as joined_at,
            {{ to_timestamp_utc("raw_updated_at", declared) }} as updated_at,
            {{ to_text("raw_full_name") }} as full_name,
            {{ to_text("raw_phone") }} as phone,
            {{ to_text("raw_email") }} as email,
            {{ to_text("raw_nik") }} as nik,
            {{ to_date("raw_birth_date", declared) }} as birth_date,
            {{ to_gender("raw_gender") }} as gender,
            {{ to_text("raw_city") }} as city,
            {{ to_text("raw_address") }} as address,
            {{ to_text("raw_instagram") }} as instagram,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            joined_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("member_no"),
                        missing("joined_at"),
                        missing("updated_at"),
                        unreadable("joined_at", "a time"),
                        unreadable("updated_at", "a time"),
                        unreadable("birth_date", "a date"),
                        in_future("joined_at"),
                        in_future("updated_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("membership", "members", columns) }}
