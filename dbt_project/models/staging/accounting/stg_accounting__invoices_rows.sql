-- One row per raw row of the accounting package's invoices, with its fate.
{{
    config(
        enabled=source_is_enabled("accounting"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("accounting", "invoices") -%}
{%- set columns = [
    "no_faktur",
    "tanggal",
    "jatuh_tempo",
    "pelanggan",
    "telepon",
    "jumlah",
    "status",
] -%}

with
    delivered as ({{ raw_rows("accounting", "invoices") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_no_faktur") }} as no_faktur,
            {{ to_date("raw_tanggal", declared) }} as tanggal,
            {{ to_date("raw_jatuh_tempo", declared) }} as jatuh_tempo,
            {{ to_text("raw_pelanggan") }} as pelanggan,
            {{ to_text("raw_telepon") }} as telepon,
            {{ to_amount("raw_jumlah", declared) }} as jumlah,
            lower({{ to_text("raw_status") }}) as status,
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
                        missing("no_faktur"),
                        missing("tanggal"),
                        missing("jumlah"),
                        unreadable("tanggal", "a date"),
                        unreadable("jatuh_tempo", "a date"),
                        unreadable("jumlah", "an amount in " ~ var("currency")),
                        in_future("tanggal"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("accounting", "invoices", columns) }}
