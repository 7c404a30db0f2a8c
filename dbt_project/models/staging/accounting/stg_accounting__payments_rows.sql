-- One row per raw row of the accounting package's invoice payments, with its fate.
{{
    config(
        enabled=source_is_enabled("accounting"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("accounting", "payments") -%}
{%- set columns = ["no_bayar", "no_faktur", "tanggal", "jumlah", "cara"] -%}

with
    delivered as ({{ raw_rows("accounting", "payments") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_no_bayar") }} as no_bayar,
            {{ to_text("raw_no_faktur") }} as no_faktur,
            {{ to_date("raw_tanggal", declared) }} as tanggal,
            {{ to_amount("raw_jumlah", declared) }} as jumlah,
            lower({{ to_text("raw_cara") }}) as cara,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            cast(tanggal as timestamp) as _first_seen_at,
            {{
                reasons(
                    [
                        missing("no_bayar"),
                        missing("no_faktur"),
                        missing("tanggal"),
                        missing("jumlah"),
                        unreadable("tanggal", "a date"),
                        unreadable("jumlah", "an amount in " ~ var("currency")),
                        in_future("tanggal"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("accounting", "payments", columns) }}
