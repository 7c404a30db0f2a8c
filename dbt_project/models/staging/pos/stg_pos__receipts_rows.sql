-- One row per raw row of the point of sale's receipts, with its fate.
{{
    config(
        enabled=source_is_enabled("pos"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("pos", "receipts") -%}
{%- set columns = [
    "no_struk",
    "toko",
    "sold_at",
    "kasir",
    "pelanggan",
    "telepon",
    "sku",
    "nama_barang",
    "jumlah",
    "harga_satuan",
    "diskon",
    "pajak",
    "cara_bayar",
    "bank",
    "tenor",
] -%}
{%- set date_and_time = "raw_tanggal || ' ' || raw_jam" -%}
{%- set sold_at = plausible_year(
    utc_from_local(parsed_timestamp(date_and_time, declared.date_format ~ " %H:%M:%S"))
) -%}

with
    delivered as ({{ raw_rows("pos", "receipts") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_no_struk") }} as no_struk,
            {{ to_text("raw_toko") }} as toko,
            {{ to_date("raw_tanggal", declared) }} as tanggal,
            {{ sold_at }} as sold_at,
            {{ to_text("raw_kasir") }} as kasir,
            {{ to_text("raw_pelanggan") }} as pelanggan,
            {{ to_text("raw_telepon") }} as telepon,
            {{ to_text("raw_sku") }} as sku,
            {{ to_text("raw_nama_barang") }} as nama_barang,
            {{ to_decimal("raw_jumlah", declared, 3) }} as jumlah,
            {{ to_decimal("raw_harga_satuan", declared) }} as harga_satuan,
            {{ to_decimal("raw_diskon", declared) }} as diskon,
            {{ to_decimal("raw_pajak", declared) }} as pajak,
            upper({{ to_text("raw_cara_bayar") }}) as cara_bayar,
            {{ to_text("raw_bank") }} as bank,
            {{ to_integer("raw_tenor", declared) }} as tenor,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            sold_at as _first_seen_at,
            {{
                reasons(
                    [
                        missing("no_struk"),
                        missing("toko"),
                        missing("tanggal"),
                        missing("jam"),
                        missing("sku"),
                        missing("jumlah"),
                        missing("harga_satuan"),
                        unreadable("tanggal", "a date"),
                        [
                            "raw_jam is not null and tanggal is not null and sold_at is null",
                            "jam: not a time of day",
                        ],
                        unreadable("jumlah", "a number"),
                        unreadable("harga_satuan", "a number"),
                        unreadable("diskon", "a number"),
                        unreadable("pajak", "a number"),
                        unreadable("tenor", "a whole number"),
                        in_future("sold_at", delivered_as="tanggal"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("pos", "receipts", columns) }}
