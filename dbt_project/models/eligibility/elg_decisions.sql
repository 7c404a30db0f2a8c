-- One row per audience, channel and customer_id.
with
    elg_screenings as (select * from {{ ref("elg_screenings") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    placed as (
        select
            elg_screenings.audience,
            elg_screenings.channel,
            elg_screenings.customer_id,
            elg_screenings.reason,
            elg_audience_rules.priority_list,
            elg_audience_rules.priority_rank
        from elg_screenings
        inner join
            elg_audience_rules
            on elg_screenings.audience = elg_audience_rules.audience
            and elg_screenings.channel = elg_audience_rules.channel
    ),

    -- Of a priority list a person goes to the highest audience that may write by any channel.
    highest as (
        select placed.customer_id, placed.priority_list, min(placed.priority_rank) as priority_rank
        from placed
        where placed.reason = '' and placed.priority_list is not null
        group by placed.customer_id, placed.priority_list
    ),

    decided as (
        select
            placed.audience,
            placed.channel,
            placed.customer_id,
            case
                when placed.reason = '' and placed.priority_rank > highest.priority_rank
                then 'other_audience'
                else placed.reason
            end as reason
        from placed
        left join
            highest
            on placed.customer_id = highest.customer_id
            and placed.priority_list = highest.priority_list
    )

select
    decided.audience,
    decided.channel,
    decided.customer_id,
    decided.reason = '' as is_eligible,
    decided.reason
from decided
