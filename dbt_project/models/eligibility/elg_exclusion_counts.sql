-- One row per audience, channel and reason.
with
    audience_channels as ({{ audience_channels() }}),

    elg_decisions as (select * from {{ ref("elg_decisions") }}),

    counted as (
        select
            elg_decisions.audience,
            elg_decisions.channel,
            case
                when elg_decisions.is_eligible then 'eligible' else elg_decisions.reason
            end as reason,
            count(*) as customer_count
        from elg_decisions
        group by
            elg_decisions.audience,
            elg_decisions.channel,
            elg_decisions.is_eligible,
            elg_decisions.reason
    ),

    -- An audience in which nobody is eligible says so with a zero.
    nobody as (
        select audience_channels.audience, audience_channels.channel
        from audience_channels
        left join
            counted
            on audience_channels.audience = counted.audience
            and audience_channels.channel = counted.channel
            and counted.reason = 'eligible'
        where counted.audience is null
    )

select counted.audience, counted.channel, counted.reason, counted.customer_count
from counted
union all
select nobody.audience, nobody.channel, 'eligible' as reason, 0 as customer_count
from nobody
