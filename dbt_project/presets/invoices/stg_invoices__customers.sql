-- One row per phone on invoices, as the book-keeper typed it; where none is told, per address,
-- and then per name.
-- A record is made of every good row that names it, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("invoices"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select
            {{ contact_key("contact") }} as source_key,
            customer as full_name,
            email,
            phone,
            cast(invoice_date as timestamp) as said_at,
            _first_seen_at,
            _load_seq,
        from {{ ref("stg_invoices__invoices_rows") }}
        where
            _fate <> 'quarantined' and contact is not null
            {% if is_incremental() %}
                and {{ contact_key("contact") }} in (
                    select {{ contact_key("contact") }}
                    from {{ ref("stg_invoices__invoices_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    ){{ contact_records("invoices", newest="full_name") }}
