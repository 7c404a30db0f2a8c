-- One row per raw row of the events' sign-up sheets, with its fate.
{{
    config(
        enabled=source_is_enabled("sign_ups"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("sign_ups", "visitors") -%}
{%- set columns = [
    "acara",
    "nama",
    "email",
    "no_hp",
    "waktu_daftar",
    "setuju_email",
    "setuju_whatsapp",
    "tanggal_lahir",
    "kota",
    "jenis_kelamin",
    "pekerjaan",
] -%}

with
    delivered as ({{ raw_rows("sign_ups", "visitors") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_acara") }} as acara,
            {{ to_text("raw_nama") }} as nama,
            {{ answer_or_null(to_text("raw_email")) }} as email,
            {{ answer_or_null(to_text("raw_no_hp")) }} as no_hp,
            {{ to_timestamp_utc("raw_waktu_daftar", declared) }} as waktu_daftar,
            {{ to_boolean("raw_setuju_email", ["ya", "y"], ["tidak", "t"]) }} as setuju_email,
            {{ to_boolean("raw_setuju_whatsapp", ["ya", "y"], ["tidak", "t"]) }} as setuju_whatsapp,
            {{ to_date("raw_tanggal_lahir", declared) }} as tanggal_lahir,
            {{ to_text("raw_kota") }} as kota,
            {{ to_gender("raw_jenis_kelamin") }} as jenis_kelamin,
            {{ to_text("raw_pekerjaan") }} as pekerjaan,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            waktu_daftar as _first_seen_at,
            {{
                reasons(
                    [
                        missing("acara"),
                        missing("waktu_daftar"),
                        ["email is null and no_hp is null", "email: missing, and no_hp too"],
                        unreadable("waktu_daftar", "a time"),
                        unreadable("setuju_email", "Ya or Tidak"),
                        unreadable("setuju_whatsapp", "Ya or Tidak"),
                        unreadable("tanggal_lahir", "a date"),
                        in_future("waktu_daftar"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("sign_ups", "visitors", columns) }}
