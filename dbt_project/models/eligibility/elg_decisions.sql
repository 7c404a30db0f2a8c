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
    ),

    -- Last of all: the held out are those who would have been written to, and nobody else.
    held_out as (select * from {{ ref("elg_arms") }} where arm <> 'treated'),

    scoped as (
        select
            decided.*,
            case when elg_audience_rules.is_promotional then '*' end as global_scope,
            case when elg_audience_rules.is_promotional then decided.audience end as own_scope
        from decided
        inner join
            elg_audience_rules
            on decided.audience = elg_audience_rules.audience
            and decided.channel = elg_audience_rules.channel
    ),

    judged as (
        select
            scoped.audience,
            scoped.channel,
            scoped.customer_id,
            case
                when
                    scoped.reason = ''
                    and coalesce(held_from_all.customer_id, held_from_this.customer_id) is not null
                then 'held_out'
                else scoped.reason
            end as reason
        from scoped
        left join
            held_out as held_from_all
            on scoped.customer_id = held_from_all.customer_id
            and scoped.global_scope = held_from_all.scope
        left join
            held_out as held_from_this
            on scoped.customer_id = held_from_this.customer_id
            and scoped.own_scope = held_from_this.scope
    )

select
    judged.audience,
    judged.channel,
    judged.customer_id,
    judged.reason = '' as is_eligible,
    judged.reason
from judged
