-- Each person whom an audience chose has one decision per channel of that audience, and nobody
-- else has any.
with
    audience_channels as ({{ audience_channels() }}),

    sizes as (
        select cast(null as {{ dbt.type_string() }}) as audience, 0 as customer_count
        where false
        {% for audience in var("audiences") %}
            union all
            select '{{ audience }}', count(*)
            from {{ ref("aud_" ~ audience) }}
        {% endfor %}
    ),

    counts as (
        select audience, channel, sum(customer_count) as customer_count
        from {{ ref("elg_exclusion_counts") }}
        group by audience, channel
    )

select
    sizes.audience,
    audience_channels.channel,
    sizes.customer_count,
    counts.customer_count as decided_count
from sizes
inner join audience_channels on sizes.audience = audience_channels.audience
full outer join
    counts on sizes.audience = counts.audience and audience_channels.channel = counts.channel
where coalesce(sizes.customer_count, -1) <> coalesce(counts.customer_count, -1)
