-- One row per contact_kind, contact_value, channel and purpose.
with
    int_consents as (select * from {{ ref("int_consents") }}),

    int_interactions as (select * from {{ ref("int_interactions") }}),

    idn_identifiers as (select * from {{ ref("idn_identifiers") }}),

    -- A withdrawal counts whenever it happens; a grant only when it happened by the end of as_of.
    declared as (
        select
            int_consents.consent_id,
            int_consents.contact_kind,
            int_consents.contact_value,
            int_consents.channel,
            int_consents.purpose,
            int_consents.action,
            int_consents.occurred_at,
            int_consents.expires_at,
            int_consents.lawful_basis,
            int_consents.notice_version,
            int_consents.method
        from int_consents
        where
            int_consents.contact_value is not null
            and (
                int_consents.action = 'withdraw' or int_consents.occurred_at < {{ end_of_as_of() }}
            )
    ),

    -- STOP in answer to a message is a withdrawal at the contact point that was written to.
    stops as (
        select
            int_interactions.interaction_id as consent_id,
            idn_identifiers.kind as contact_kind,
            idn_identifiers.value as contact_value,
            int_interactions.channel,
            'marketing' as purpose,
            'withdraw' as action,
            int_interactions.occurred_at,
            cast(null as timestamp) as expires_at,
            cast(null as {{ dbt.type_string() }}) as lawful_basis,
            cast(null as {{ dbt.type_string() }}) as notice_version,
            'stop_message' as method
        from int_interactions
        inner join idn_identifiers on int_interactions.record_id = idn_identifiers.record_id
        where
            int_interactions.kind = 'stopped'
            and idn_identifiers.value is not null
            and idn_identifiers.kind
            = case when int_interactions.channel = 'email' then 'email' else 'phone' end
    ),

    events as (
        select *
        from declared
        union all
        select *
        from stops
    ),

    -- The latest event decides. At one moment a withdrawal beats a grant, and the grant that ends
    -- first the others.
    ranked as (
        select
            events.*,
            row_number() over (
                partition by
                    events.contact_kind, events.contact_value, events.channel, events.purpose
                order by
                    case when events.occurred_at is null then 0 else 1 end,
                    events.occurred_at desc,
                    case when events.action = 'withdraw' then 0 else 1 end,
                    case when events.expires_at is null then 1 else 0 end,
                    events.expires_at,
                    events.consent_id,
                    -- One STOP may stand here twice: as its source's consent, and as the answer.
                    events.method desc
            ) as age_rank
        from events
    )

select
    ranked.contact_kind,
    ranked.contact_value,
    case
        when ranked.action = 'withdraw'
        then {{ contact_hash("ranked.contact_kind", "ranked.contact_value") }}
    end as contact_hash,
    ranked.channel,
    ranked.purpose,
    case
        when ranked.action = 'withdraw'
        then 'withdrawn'
        when ranked.expires_at <= {{ end_of_as_of() }}
        then 'expired'
        else 'granted'
    end as state,
    ranked.consent_id,
    ranked.occurred_at,
    ranked.expires_at,
    ranked.lawful_basis,
    ranked.notice_version,
    ranked.method
from ranked
where ranked.age_rank = 1
