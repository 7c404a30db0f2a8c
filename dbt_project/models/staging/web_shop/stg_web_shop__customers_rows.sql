-- One row per raw row of the web shop's customers, with its fate.
{{
    config(
        enabled=source_is_enabled("web_shop"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("web_shop", "customers") -%}
{%- set columns = [
    "customer_id",
    "created_at",
    "updated_at",
    "full_name",
    "email",
    "phone",
    "birth_date",
    "gender",
    "city",
    "province",
    "postal_code",
    "occupation",
    "acquisition_source",
] -%}

with
    delivered as ({{ raw_rows("web_shop", "customers") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_customer_id") }} as customer_id,
            {{ to_timestamp_utc("raw_created_at", declared) }} as created_at,
            {{ to_timestamp_utc("raw_updated_at", declared) }} as updated_at,
            {{ to_text("raw_full_name") }} as full_name,
            {{ to_text("raw_email") }} as email,
            {{ to_text("raw_phone") }} as phone,
            {{ to_date("raw_birth_date", declared) }} as birth_date,
            {{ to_gender("raw_gender") }} as gender,
            {{ to_text("raw_city") }} as city,
            {{ to_text("raw_province") }} as province,
            {{ to_text("raw_postal_code") }} as postal_code,
            {{ to_text("raw_occupation") }} as occupation,
            {{ to_text("raw_acquisition_source") }} as acquisition_source,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            created_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("customer_id"),
                        missing("created_at"),
                        missing("updated_at"),
                        unreadable("created_at", "a time"),
                        unreadable("updated_at", "a time"),
                        unreadable("birth_date", "a date"),
                        in_future("created_at"),
                        in_future("updated_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("web_shop", "customers", columns) }}
