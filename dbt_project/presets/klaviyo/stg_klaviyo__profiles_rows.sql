-- One row per raw row of the profiles, with its fate.
{{
    config(
        enabled=source_is_enabled("klaviyo"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("klaviyo", "profiles") -%}
{%- set columns = [
    "profile_id",
    "email",
    "phone",
    "full_name",
    "place",
    "country",
    "postal_code",
    "created_at",
    "updated_at",
    "email_consent",
    "email_consent_at",
    "email_suppressions",
    "sms_consent",
    "sms_consent_at",
    "whatsapp_phone",
    "whatsapp_consent",
    "whatsapp_consent_at",
] -%}
{%- set email = "subscriptions.email.marketing." -%}
{%- set sms = "subscriptions.sms.marketing." -%}
{%- set whatsapp = "subscriptions.whatsapp.marketing." -%}

with
    delivered as ({{ raw_rows("klaviyo", "profiles", ["id", "attributes"]) }}),

    read_profiles as (
        select
            delivered.*,
            {{ blank_to_null(json_at("raw_attributes", "created")) }} as raw_created,
            {{ blank_to_null(json_at("raw_attributes", "updated")) }} as raw_updated,
            {{ json_at("raw_attributes", email ~ "consent") }} as raw_email_consent,
            {{ json_at("raw_attributes", email ~ "consent_timestamp") }} as raw_email_consent_at,
            {{ json_at("raw_attributes", email ~ "last_updated") }} as raw_email_updated,
            {{ json_at("raw_attributes", sms ~ "consent") }} as raw_sms_consent,
            {{ json_at("raw_attributes", sms ~ "consent_timestamp") }} as raw_sms_consent_at,
            {{ json_at("raw_attributes", sms ~ "last_updated") }} as raw_sms_updated,
            {{ json_at("raw_attributes", whatsapp ~ "consent") }} as raw_whatsapp_consent,
            {{ json_at("raw_attributes", whatsapp ~ "consent_timestamp") }}
            as raw_whatsapp_consent_at,
            {{ json_at("raw_attributes", whatsapp ~ "last_updated") }} as raw_whatsapp_updated,
            {{ to_text(json_at("raw_attributes", "location.country")) }} as raw_country,
        from delivered
    ),

    typed as (
        select
            read_profiles.*,
            {{ to_text("raw_id") }} as profile_id,
            {{ answer_or_null(to_text(json_at("raw_attributes", "email"))) }} as email,
            {{ answer_or_null(to_text(json_at("raw_attributes", "phone_number"))) }} as phone,
            nullif(
                concat_ws(
                    ' ',
                    {{ to_text(json_at("raw_attributes", "first_name")) }},
                    {{ to_text(json_at("raw_attributes", "last_name")) }}
                ),
                ''
            ) as full_name,
            {{ to_text(json_at("raw_attributes", "location.city")) }} as place,
            case
                when {{ matches("raw_country", "[A-Za-z]{2}") }} then upper(raw_country)
            end as country,
            {{ to_text(json_at("raw_attributes", "location.zip")) }} as postal_code,
            {{ to_timestamp_utc("raw_created", declared) }} as created_at,
            {{ to_timestamp_utc("raw_updated", declared) }} as updated_at,
            lower(raw_email_consent) as email_consent,
            {{ to_timestamp_utc("coalesce(raw_email_consent_at, raw_email_updated)", declared) }}
            as email_consent_at,
            {{ json_at("raw_attributes", email ~ "suppression") }} as email_suppressions,
            lower(raw_sms_consent) as sms_consent,
            {{ to_timestamp_utc("coalesce(raw_sms_consent_at, raw_sms_updated)", declared) }}
            as sms_consent_at,
            {{ answer_or_null(to_text(json_at("raw_attributes", whatsapp ~ "phone_number"))) }}
            as whatsapp_phone,
            lower(raw_whatsapp_consent) as whatsapp_consent,
            {{
                to_timestamp_utc(
                    "coalesce(raw_whatsapp_consent_at, raw_whatsapp_updated)", declared
                )
            }} as whatsapp_consent_at,
        from read_profiles
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            coalesce(updated_at, _delivered_at) as _version,
            coalesce(created_at, _delivered_at) as _first_seen_at,
            {{
                reasons(
                    [
                        ["not raw_is_object", "line: not a JSON object"],
                        missing("id", "raw_is_object"),
                        unreadable("created", "a time", typed="created_at"),
                        unreadable("updated", "a time", typed="updated_at"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("klaviyo", "profiles", columns) }}
