-- One row per audience, channel and customer_id.
with
    audience_channels as ({{ audience_channels() }}),

    chosen as (
        select
            cast(null as {{ dbt.type_string() }}) as audience,
            cast(null as {{ dbt.type_string() }}) as customer_id
        where false
        {% for audience in var("audiences") %}
            union all
            select '{{ audience }}' as audience, aud_{{ audience }}.customer_id
            from {{ ref("aud_" ~ audience) }} as aud_{{ audience }}
        {% endfor %}
    )

select chosen.audience, audience_channels.channel, audience_channels.purpose, chosen.customer_id
from chosen
inner join audience_channels on chosen.audience = audience_channels.audience
