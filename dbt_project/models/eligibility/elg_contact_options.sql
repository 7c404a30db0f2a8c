-- One row per customer_id, channel, purpose, contact_kind and contact_value.
with
    elg_candidates as (select * from {{ ref("elg_candidates") }}),

    elg_channels as (select * from {{ ref("elg_channels") }}),

    elg_contact_points as (select * from {{ ref("elg_contact_points") }}),

    elg_consent_states as (select * from {{ ref("elg_consent_states") }}),

    elg_suppressions as (select * from {{ ref("elg_suppressions") }}),

    -- distinct: one person is a candidate of several audiences
    asked as (
        select distinct elg_candidates.customer_id, elg_candidates.channel, elg_candidates.purpose
        from elg_candidates
    ),

    -- distinct: one contact point is suppressed for several reasons
    suppressed as (
        select distinct elg_suppressions.contact_hash, elg_suppressions.channel
        from elg_suppressions
    )

select
    asked.customer_id,
    asked.channel,
    asked.purpose,
    elg_contact_points.contact_kind,
    elg_contact_points.contact_value,
    elg_contact_points.is_primary,
    suppressed.contact_hash is not null as is_suppressed,
    coalesce(elg_consent_states.state, 'unknown') as consent_state,
    elg_consent_states.consent_id,
    elg_consent_states.occurred_at as consented_at
from asked
inner join elg_channels on asked.channel = elg_channels.channel
inner join
    elg_contact_points
    on asked.customer_id = elg_contact_points.customer_id
    and elg_channels.contact_kind = elg_contact_points.contact_kind
    and (elg_contact_points.is_mobile or not elg_channels.needs_mobile)
left join
    suppressed
    on elg_contact_points.contact_hash = suppressed.contact_hash
    and asked.channel = suppressed.channel
left join
    elg_consent_states
    on elg_contact_points.contact_kind = elg_consent_states.contact_kind
    and elg_contact_points.contact_value = elg_consent_states.contact_value
    and asked.channel = elg_consent_states.channel
    and asked.purpose = elg_consent_states.purpose
