-- One row per phone on invoices, as the book-keeper typed it.
-- A record is made of every good row that names the phone, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("accounting"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select
            {{ contact_key("telepon") }} as source_key,
            pelanggan as full_name,
            cast(null as varchar) as email,
            telepon as phone,
            cast(tanggal as timestamp) as said_at,
            _first_seen_at,
            _load_seq,
        from {{ ref("stg_accounting__invoices_rows") }}
        where
            _fate <> 'quarantined' and telepon is not null
            {% if is_incremental() %}
                and {{ contact_key("telepon") }} in (
                    select {{ contact_key("telepon") }}
                    from {{ ref("stg_accounting__invoices_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    ){{ contact_records("accounting", newest="full_name") }}
