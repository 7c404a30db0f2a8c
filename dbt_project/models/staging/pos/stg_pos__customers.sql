-- One row per loyalty phone of the point of sale, as the cashiers typed it.
-- A record is made of every good row that names the phone, replaced ones too: it only ever grows.
-- Walk-ins under a pseudo account's name make no record, whatever phone stands beside.
{{
    config(
        enabled=source_is_enabled("pos"),
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
            sold_at as said_at,
            _first_seen_at,
            _load_seq,
        from {{ ref("stg_pos__receipts_rows") }}
        where
            _fate <> 'quarantined'
            and telepon is not null
            and not {{ is_pseudo_account("pelanggan") }}
            {% if is_incremental() %}
                and {{ contact_key("telepon") }} in (
                    select {{ contact_key("telepon") }}
                    from {{ ref("stg_pos__receipts_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    ){{ contact_records("pos", newest="full_name") }}
