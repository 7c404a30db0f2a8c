-- One row per requester of the support desk: an e-mail address, or a phone where the ticket has
-- no address.
-- A record is made of every good row that names the contact, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("support"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    statements as (
        select
            {{ contact_key("coalesce(requester_email, requester_phone)") }} as source_key,
            cast(null as varchar) as full_name,
            requester_email as email,
            requester_phone as phone,
            updated_at as said_at,
            _first_seen_at,
            _load_seq,
        from {{ ref("stg_support__tickets_rows") }}
        where
            _fate <> 'quarantined' and coalesce(requester_email, requester_phone) is not null
            {% if is_incremental() %}
                and {{ contact_key("coalesce(requester_email, requester_phone)") }} in (
                    select {{ contact_key("coalesce(requester_email, requester_phone)") }}
                    from {{ ref("stg_support__tickets_rows") }}
                    where _load_seq > {{ var("loads_above") }}
                )
            {% endif %}
    ){{ contact_records("support", newest="phone") }}
