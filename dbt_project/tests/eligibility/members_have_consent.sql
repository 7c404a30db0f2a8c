/*
    No member without a standing grant at the very contact point, for the channel and the audience's purpose; none for whom
    any contact point of the same person holds an unrevoked withdrawal. Said with `not exists` over the events
    themselves: it shares no step with the fold that it checks.
*/
with
    members as (
        select
            elg_members.audience,
            elg_members.channel,
            elg_members.customer_id,
            elg_members.contact_point,
            elg_members.email,
            elg_members.phone,
            elg_audience_rules.purpose
        from {{ ref("elg_members") }} as elg_members
        inner join
            {{ ref("elg_audience_rules") }} as elg_audience_rules
            on elg_members.audience = elg_audience_rules.audience
            and elg_members.channel = elg_audience_rules.channel
    ),

    events as (select * from {{ ref("int_consents") }}),

    -- Grants that nothing at the same contact point ended: no withdrawal since, no later grant
    -- with a shorter term.
    standing as (
        select grants.contact_value, grants.channel, grants.purpose
        from events as grants
        where
            grants.action = 'grant'
            and grants.occurred_at < {{ end_of_as_of() }}
            and (grants.expires_at is null or grants.expires_at > {{ end_of_as_of() }})
            and not exists (
                select 1
                from events as later
                where
                    later.contact_value = grants.contact_value
                    and later.channel = grants.channel
                    and later.purpose = grants.purpose
                    and later.occurred_at >= grants.occurred_at
                    and (
                        later.action = 'withdraw'
                        or (
                            later.occurred_at < {{ end_of_as_of() }}
                            and later.occurred_at > grants.occurred_at
                            and later.expires_at <= {{ end_of_as_of() }}
                        )
                    )
            )
    ),

    used as (
        select audience, channel, customer_id, purpose, contact_point as contact_value
        from members
        union
        select audience, channel, customer_id, purpose, email
        from members
        where email is not null
        union
        select audience, channel, customer_id, purpose, phone
        from members
        where phone is not null
    ),

    refused as (
        select idn_customers.customer_id, withdrawals.channel, withdrawals.purpose
        from events as withdrawals
        inner join
            {{ ref("idn_identifiers") }} as idn_identifiers
            on withdrawals.contact_value = idn_identifiers.value
        inner join
            {{ ref("idn_customers") }} as idn_customers
            on idn_identifiers.record_id = idn_customers.record_id
        where
            withdrawals.action = 'withdraw'
            and idn_identifiers.is_valid
            and not exists (
                select 1
                from events as grants
                where
                    grants.action = 'grant'
                    and grants.contact_value = withdrawals.contact_value
                    and grants.channel = withdrawals.channel
                    and grants.purpose = withdrawals.purpose
                    and grants.occurred_at > withdrawals.occurred_at
                    and grants.occurred_at < {{ end_of_as_of() }}
            )
    )

select audience, channel, customer_id, 'no standing grant' as fault
from used
where
    not exists (
        select 1
        from standing
        where
            standing.contact_value = used.contact_value
            and standing.channel = used.channel
            and standing.purpose = used.purpose
    )
union all
select audience, channel, customer_id, 'withdrawn at a contact point of the person' as fault
from used
where
    exists (
        select 1
        from refused
        where
            refused.customer_id = used.customer_id
            and refused.channel = used.channel
            and refused.purpose = used.purpose
    )
