"""Who may not be written to any more: one text of SQL for files that stand and for published members.

Asked of the marts of a complete build, by its tables of consent, suppressions and decisions. SQL text only.
"""

from __future__ import annotations

_NOT_IN_IT = """
    union all
    select audience, channel, customer_id, 'all' as purpose
    from eligibility.elg_decisions
    where
        reason in ('pseudo_account', 'open_complaint', 'no_contact_point', 'held_out')
        and (audience, channel) in (select audience, channel from asked)"""


def forbidden_sql(members: str, is_withdrawn_only: bool = False, key: str = "customer_id") -> str:
    """SQL of the customer_ids that may not be written to, of a relation with the columns of a members file.

    Asks at every contact point of the row, and of everybody who owns one of them today. Unknown consent means no.
    `is_withdrawn_only`: only those whose consent is gone or who are suppressed, not those who may not be in this
    audience today. `key`: another column of the relation to have in their place.
    """
    # Each reason is a join of its own from the few whom it concerns: one question with `or` is asked of every row.
    return f"""
with
    asked as (
        select {key} as place, audience, channel, purpose, customer_id, contact_point, email, phone from {members}
    ),

    points as (
        select place, audience, channel, purpose, contact_point as value from asked where contact_point is not null
        union all
        select place, audience, channel, purpose, email from asked
        where email is not null and email is distinct from contact_point
        union all
        select place, audience, channel, purpose, phone from asked
        where phone is not null and phone is distinct from contact_point
    ),

    suppressed as (
        select point.contact_value as value, suppression.channel
        from eligibility.elg_suppressions as suppression
        inner join eligibility.elg_contact_points as point using (contact_hash)
    ),

    -- audience null: in every audience
    closed as (
        select cast(null as varchar) as audience, channel, customer_id, purpose from eligibility.elg_closed_channels
        {"" if is_withdrawn_only else _NOT_IN_IT.strip()}
    ),

    -- whoever owns a contact point today, besides the person of the row
    closed_values as (
        select closed.audience, closed.channel, closed.purpose, point.contact_value as value
        from closed
        inner join eligibility.elg_contact_points as point on closed.customer_id = point.customer_id
    ),

    found as (
        select points.place
        from points
        where not exists (
            select 1 from eligibility.elg_consent_states as consent
            where consent.contact_value = points.value and consent.channel = points.channel
                and consent.purpose = points.purpose and consent.state = 'granted'
        )
        union all
        select points.place
        from points
        inner join suppressed on points.value = suppressed.value and points.channel = suppressed.channel
        union all
        select asked.place
        from asked
        inner join closed on asked.customer_id = closed.customer_id and asked.channel = closed.channel
        where closed.purpose in (asked.purpose, 'all') and coalesce(closed.audience, asked.audience) = asked.audience
            and coalesce(asked.contact_point, asked.email, asked.phone) is not null
        union all
        select points.place
        from points
        inner join closed_values on points.value = closed_values.value and points.channel = closed_values.channel
        where closed_values.purpose in (points.purpose, 'all')
            and coalesce(closed_values.audience, points.audience) = points.audience
    )

-- distinct: a person has several contact points and several reasons
select distinct place as {key}
from found
"""


def closed_sql(members: str, key: str = "customer_id") -> str:
    """SQL of this key of the rows whose person closed the channel for their purpose; it asks at no contact point."""
    return f"""
select members.{key}
from {members} as members
where exists (
    select 1 from eligibility.elg_closed_channels as closed
    where closed.customer_id = members.customer_id and closed.channel = members.channel
        and closed.purpose in (members.purpose, 'all')
)
"""
