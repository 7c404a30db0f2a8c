"""Who may not be written to any more: one text of SQL for files that stand and for published members.

Asked of the marts of a complete build, by its tables of consent, suppressions and decisions. SQL text only.
"""

from __future__ import annotations

_NOT_IN_IT = """\
    or exists (
        select 1 from eligibility.elg_decisions as decision
        where decision.audience = owners.audience and decision.channel = owners.channel
            and decision.customer_id = owners.owner_id
            and decision.reason in ('pseudo_account', 'open_complaint', 'no_contact_point', 'held_out')
    )
"""


def forbidden_sql(members: str, is_withdrawn_only: bool = False, key: str = "customer_id") -> str:
    """SQL of the customer_ids that may not be written to, of a relation with the columns of a members file.

    Asks at every contact point of the row, and of everybody who owns one of them today. Unknown consent means no.
    `is_withdrawn_only`: only those whose consent is gone or who are suppressed, not those who may not be in this
    audience today. `key`: another column of the relation to have in their place.
    """
    reasons = "" if is_withdrawn_only else _NOT_IN_IT
    return f"""
with
    points as (
        select members.*, point.contact_value as value
        from {members} as members, lateral (
            select unnest(list_distinct([members.contact_point, members.email, members.phone])) as contact_value
        ) as point
        where point.contact_value is not null
    ),

    -- whoever owns the contact point today, besides the person of the row
    owners as (
        select points.*, points.customer_id as owner_id from points
        union all
        select points.*, owner.customer_id as owner_id
        from points
        inner join eligibility.elg_contact_points as owner on points.value = owner.contact_value
    )

-- distinct: a person has several contact points and several reasons
select distinct owners.{key}
from owners
where
    not exists (
        select 1 from eligibility.elg_consent_states as consent
        where consent.contact_value = owners.value and consent.channel = owners.channel
            and consent.purpose = owners.purpose and consent.state = 'granted'
    )
    or exists (
        select 1 from eligibility.elg_contact_points as point
        inner join eligibility.elg_suppressions as suppression using (contact_hash)
        where point.contact_value = owners.value and suppression.channel = owners.channel
    )
    or exists (
        select 1 from eligibility.elg_closed_channels as closed
        where closed.customer_id = owners.owner_id and closed.channel = owners.channel
            and closed.purpose in (owners.purpose, 'all')
    )
{reasons}"""


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
