-- One row per address that is a member of an audience or was written to.
-- A record is made of every good row that names the address, replaced ones too: it only ever grows.
{{
    config(
        enabled=source_is_enabled("mailchimp"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    told as (
        select email, full_name, phone, _first_seen_at, _delivered_at, _load_seq,
        from {{ ref("stg_mailchimp__members_rows") }}
        where _fate <> 'quarantined'
        union all
        select
            email,
            cast(null as varchar) as full_name,
            cast(null as varchar) as phone,
            _first_seen_at,
            _delivered_at,
            _load_seq,
        from {{ ref("stg_mailchimp__activity_rows") }}
        where _fate <> 'quarantined'
    ),

    statements as (
        select
            {{ contact_key("email") }} as source_key,
            full_name,
            email,
            phone,
            _delivered_at as said_at,
            _first_seen_at,
            _load_seq,
        from told
        {% if is_incremental() %}
            where
                {{ contact_key("email") }} in (
                    select {{ contact_key("email") }}
                    from told
                    where _load_seq > {{ var("loads_above") }}
                )
        {% endif %}
    ){{ contact_records("mailchimp", newest=["full_name", "phone"]) }}
