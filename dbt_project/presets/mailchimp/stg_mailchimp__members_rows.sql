-- One row per raw row of an audience's members, with its fate.
{{
    config(
        enabled=source_is_enabled("mailchimp"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("mailchimp", "members") -%}
{%- set columns = ["email", "full_name", "phone", "opted_in_at", "unsubscribed_at"] -%}

with
    delivered as ({{ raw_rows("mailchimp", "members") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_email_address") }} as email,
            nullif(
                concat_ws(' ', {{ to_text("raw_first_name") }}, {{ to_text("raw_last_name") }}), ''
            ) as full_name,
            {{ answer_or_null("raw_phone_number") }} as phone,
            {{ to_timestamp_utc("coalesce(raw_CONFIRM_TIME, raw_OPTIN_TIME)", declared) }}
            as opted_in_at,
            {{ to_timestamp_utc("raw_UNSUB_TIME", declared) }} as unsubscribed_at,
        from delivered
    ),

    judged as (
        select
            typed.*,
            lower(email) as _key,
            {{ version_clock(declared) }} as _version,
            coalesce(opted_in_at, unsubscribed_at, _delivered_at) as _first_seen_at,
            {{
                reasons(
                    [
                        ["email is null", "Email Address: missing"],
                        [
                            "coalesce(raw_CONFIRM_TIME, raw_OPTIN_TIME) is not null and opted_in_at is null",
                            "OPTIN_TIME: not a time",
                        ],
                        unreadable("UNSUB_TIME", "a time", typed="unsubscribed_at"),
                        in_future("opted_in_at", delivered_as="OPTIN_TIME"),
                    ]
                )
            }}
            as _reasons,
        from typed
    ){{ fated_rows("mailchimp", "members", columns) }}
