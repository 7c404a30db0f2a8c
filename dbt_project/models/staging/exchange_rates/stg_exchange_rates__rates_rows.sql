-- One row per raw row of the exchange rates, with its fate.
{{
    config(
        enabled=source_is_enabled("exchange_rates"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("exchange_rates", "rates") -%}
{%- set columns = ["rate_date", "currency", "rate"] -%}

with
    delivered as ({{ raw_rows("exchange_rates", "rates") }}),

    typed as (
        select
            delivered.*,
            {{ to_date("raw_date", declared) }} as rate_date,
            upper({{ to_text("raw_currency") }}) as currency,
            {{ to_decimal("raw_rate", declared, 10) }} as rate,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            {{ utc_from_local("cast(rate_date as timestamp)") }} as _first_seen_at,
            {{
                reasons(
                    [
                        missing("date"),
                        missing("currency"),
                        missing("rate"),
                        unreadable("date", "a date", typed="rate_date"),
                        unreadable("rate", "a number"),
                        ["not " ~ matches("currency", "[A-Z]{3}"), "currency: not a code"],
                        ["rate <= 0", "rate: not above zero"],
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("exchange_rates", "rates", columns) }}
