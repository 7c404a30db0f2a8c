{#-
    Grants that a source's form gave by itself, in the canonical columns of consents: one per record with a contact, channel
    and purpose, given when the record was first seen. `form_consents` says which sources have such a form. Records
    that are no person, or deleted at their source, give none.
-#}
{% macro form_consents() %}
    {%- set kinds = {"email": ["email"], "ads": ["email", "phone"]} -%}
    {%- set parts = [] -%}
    {%- for source, told in var("form_consents").items() -%}
        {%- for channel in told.channels -%}
            {%- for kind in kinds.get(channel, ["phone"]) -%}
                {%- for purpose in told.purposes -%}
                    {%- do parts.append(
                        {
                            "source": source,
                            "channel": channel,
                            "kind": kind,
                            "purpose": purpose,
                            "since": told.since,
                            "notice": told.notice_version | replace("'", "''"),
                            "evidence": told.evidence | replace("'", "''"),
                        }
                    ) -%}
                {%- endfor -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for part in parts %}
        {%- if not loop.first %}
            union all
        {%- endif %}
        select
            record_id
            || ':form:{{ part.channel }}:{{ part.purpose }}:{{ part.kind }}' as consent_id,
            source,
            {{ part.kind }} as contact,
            '{{ part.kind }}' as contact_kind,
            '{{ part.channel }}' as channel,
            '{{ part.purpose }}' as purpose,
            'grant' as action,
            first_seen_at as occurred_at,
            first_seen_at as received_at,
            'consent' as lawful_basis,
            '{{ part.notice }}' as notice_version,
            '{{ part.evidence }}' as method,
            cast(null as timestamp) as expires_at,
            cast(null as bigint) as _load_seq
        from {{ ref("idn_source_records") }}
        where
            source = '{{ part.source }}'
            and {{ part.kind }} is not null
            and first_seen_at is not null
            and not is_pseudo
            and not is_deleted
            {%- if part.since %}
                and {{ business_date("first_seen_at") }} >= date '{{ part.since }}'
            {%- endif %}
    {%- endfor %}
{% endmacro %}
