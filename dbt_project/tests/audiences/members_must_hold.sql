-- What an audience declares under `must_hold` is true of each member's profile, said apart from
-- the audience's own SQL.
with
    members as (
        select elg_members.audience, elg_members.channel, customer_360.*
        from {{ ref("elg_members") }} as elg_members
        left join
            {{ ref("customer_360") }} as customer_360
            on elg_members.customer_id = customer_360.customer_id
    )

select members.audience, members.channel, members.customer_id
from members
where
    false
    {% for audience in var("audiences") %}
        {% for condition in audience_meta(audience).get("must_hold", []) %}
            or (members.audience = '{{ audience }}' and not coalesce({{ condition }}, false))
        {% endfor %}
    {% endfor %}
