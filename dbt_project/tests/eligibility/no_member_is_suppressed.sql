-- No contact point of a file, in whatever form it is written, is suppressed for its channel.
with
    used as (
        select audience, channel, customer_id, 'email' as contact_kind, email as contact_value
        from {{ ref("elg_members") }}
        where email is not null
        union all
        select audience, channel, customer_id, 'phone' as contact_kind, phone as contact_value
        from {{ ref("elg_members") }}
        where phone is not null
    )

select used.audience, used.channel, used.customer_id, elg_suppressions.reason
from used
inner join
    {{ ref("elg_suppressions") }} as elg_suppressions
    on used.channel = elg_suppressions.channel
    and {{ contact_hash("used.contact_kind", "used.contact_value") }}
    = elg_suppressions.contact_hash
