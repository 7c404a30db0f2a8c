-- One row per customer_id, channel, purpose and reason.
with
    elg_contact_points as (select * from {{ ref("elg_contact_points") }}),

    elg_consent_states as (select * from {{ ref("elg_consent_states") }}),

    elg_suppressions as (select * from {{ ref("elg_suppressions") }}),

    refusals as (
        select
            elg_consent_states.contact_hash,
            elg_consent_states.channel,
            elg_consent_states.purpose,
            'consent_withdrawn' as reason
        from elg_consent_states
        where elg_consent_states.state = 'withdrawn'
        union all
        select
            elg_suppressions.contact_hash,
            elg_suppressions.channel,
            'all' as purpose,
            'suppressed' as reason
        from elg_suppressions
        where elg_suppressions.closes_person
    )

-- distinct: a person may say no at several contact points
select distinct elg_contact_points.customer_id, refusals.channel, refusals.purpose, refusals.reason
from refusals
inner join elg_contact_points on refusals.contact_hash = elg_contact_points.contact_hash
