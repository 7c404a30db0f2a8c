-- One row per contact_hash, channel and reason.
with
    suppressions as (select * from {{ ref("suppressions") }}),

    int_interactions as (select * from {{ ref("int_interactions") }}),

    idn_identifiers as (select * from {{ ref("idn_identifiers") }}),

    elg_consent_states as (select * from {{ ref("elg_consent_states") }}),

    elg_channels as (select * from {{ ref("elg_channels") }}),

    listed as (
        select
            lower(trim(suppressions.contact_hash)) as contact_hash,
            suppressions.scope,
            suppressions.reason
        from suppressions
    ),

    -- A bounce closes the address for its channel; a complaint closes it for every channel.
    answered as (
        select
            {{ contact_hash("idn_identifiers.kind", "idn_identifiers.value") }} as contact_hash,
            case
                when int_interactions.kind = 'bounced' then int_interactions.channel else 'all'
            end as scope,
            int_interactions.kind as reason
        from int_interactions
        inner join idn_identifiers on int_interactions.record_id = idn_identifiers.record_id
        where
            int_interactions.kind in ('bounced', 'complained')
            and idn_identifiers.value is not null
            and idn_identifiers.kind
            = case when int_interactions.channel = 'email' then 'email' else 'phone' end
    ),

    -- STOP holds until the person grants again at that contact point.
    stopped as (
        select
            elg_consent_states.contact_hash,
            elg_consent_states.channel as scope,
            'stopped' as reason
        from elg_consent_states
        where elg_consent_states.state = 'withdrawn' and elg_consent_states.method = 'stop_message'
    ),

    united as (
        select *
        from listed
        union all
        select *
        from answered
        union all
        select *
        from stopped
    ),

    -- distinct: one address bounces many times, and has several channels of its own
    scoped as (
        select distinct united.contact_hash, elg_channels.channel, united.reason
        from united
        inner join elg_channels on united.scope in ('all', elg_channels.channel)
    )

select
    scoped.contact_hash, scoped.channel, scoped.reason, scoped.reason <> 'bounced' as closes_person
from scoped
