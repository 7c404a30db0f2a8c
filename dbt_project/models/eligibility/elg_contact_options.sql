-- One row per customer_id, channel, purpose, contact_kind and contact_value.
with
    elg_candidates as (select * from {{ ref("elg_candidates") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    elg_channels as (select * from {{ ref("elg_channels") }}),

    elg_contact_points as (select * from {{ ref("elg_contact_points") }}),

    elg_consent_states as (select * from {{ ref("elg_consent_states") }}),

    elg_suppressions as (select * from {{ ref("elg_suppressions") }}),

    -- distinct: an audience writes by several channels
    purposes as (
        select distinct elg_audience_rules.audience, elg_audience_rules.purpose
        from elg_audience_rules
    ),

    -- distinct: one person is a candidate of several audiences
    asked as (
        select distinct elg_candidates.customer_id, purposes.purpose
        from elg_candidates
        inner join purposes on elg_candidates.audience = purposes.audience
    ),

    -- distinct: several audiences write by a channel
    carriers as (
        select distinct
            elg_audience_rules.purpose,
            elg_audience_rules.channel,
            elg_channels.contact_kind,
            elg_channels.needs_mobile
        from elg_audience_rules
        inner join elg_channels on elg_audience_rules.channel = elg_channels.channel
    ),

    -- distinct: one contact point is suppressed for several reasons
    suppressed as (
        select distinct elg_suppressions.contact_hash, elg_suppressions.channel
        from elg_suppressions
    )

select
    asked.customer_id,
    carriers.channel,
    asked.purpose,
    elg_contact_points.contact_kind,
    elg_contact_points.contact_value,
    elg_contact_points.is_primary,
    elg_contact_points.is_one_of_several,
    elg_contact_points.is_shared,
    suppressed.contact_hash is not null as is_suppressed,
    coalesce(elg_consent_states.state, 'unknown') as consent_state,
    elg_consent_states.consent_id,
    elg_consent_states.occurred_at as consented_at
from asked
inner join elg_contact_points on asked.customer_id = elg_contact_points.customer_id
inner join
    carriers
    on asked.purpose = carriers.purpose
    and elg_contact_points.contact_kind = carriers.contact_kind
    and (elg_contact_points.is_mobile or not carriers.needs_mobile)
left join
    suppressed
    on elg_contact_points.contact_hash = suppressed.contact_hash
    and carriers.channel = suppressed.channel
left join
    elg_consent_states
    on elg_contact_points.contact_kind = elg_consent_states.contact_kind
    and elg_contact_points.contact_value = elg_consent_states.contact_value
    and carriers.channel = elg_consent_states.channel
    and asked.purpose = elg_consent_states.purpose
