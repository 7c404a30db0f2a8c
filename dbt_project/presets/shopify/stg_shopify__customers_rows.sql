-- One row per raw row of the shop's customers, with its fate.
{{
    config(
        enabled=source_is_enabled("shopify"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("shopify", "customers") -%}
{%- set columns = [
    "customer_id",
    "full_name",
    "email",
    "phone",
    "place",
    "country",
    "postal_code",
    "accepts_email",
    "accepts_sms",
] -%}

with
    delivered as ({{ raw_rows("shopify", "customers") }}),

    typed as (
        select
            delivered.*,
            -- A spreadsheet's quote stands before long numbers, and before those that begin with
            -- a plus.
            ltrim({{ normalised_id(to_text("raw_customer_id")) }}, '''') as customer_id,
            nullif(
                concat_ws(' ', {{ to_text("raw_first_name") }}, {{ to_text("raw_last_name") }}), ''
            ) as full_name,
            {{ answer_or_null(to_text("raw_email")) }} as email,
            ltrim(coalesce(raw_phone, raw_default_address_phone), '''') as phone,
            {{ to_text("raw_default_address_city") }} as place,
            upper({{ to_text("raw_default_address_country_code") }}) as country,
            ltrim(raw_default_address_zip, '''') as postal_code,
            {{ to_boolean("raw_accepts_email_marketing", ["yes", "true"], ["no", "false"]) }}
            as accepts_email,
            {{ to_boolean("raw_accepts_sms_marketing", ["yes", "true"], ["no", "false"]) }}
            as accepts_sms,
        from delivered
    ),

    judged as (
        select
            typed.*,
            customer_id as _key,
            {{ version_clock(declared) }} as _version,
            _delivered_at as _first_seen_at,
            {{
                reasons(
                    [
                        ["customer_id is null", "Customer ID: missing"],
                        unreadable("accepts_email_marketing", "yes or no", typed="accepts_email"),
                        unreadable("accepts_sms_marketing", "yes or no", typed="accepts_sms"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("shopify", "customers", columns) }}
