-- One row per audience, channel and customer_id.
with
    elg_screenings as (select * from {{ ref("elg_screenings") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    elg_message_counts as (select * from {{ ref("elg_message_counts") }}),

    placed as (
        select
            elg_screenings.audience,
            elg_screenings.channel,
            elg_screenings.customer_id,
            elg_screenings.reason,
            elg_audience_rules.priority_list,
            elg_audience_rules.priority_rank,
            elg_audience_rules.has_file,
            elg_audience_rules.cap_count,
            elg_audience_rules.is_promotional
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

    preferred as (
        select
            placed.audience,
            placed.channel,
            placed.customer_id,
            placed.has_file,
            placed.priority_rank,
            placed.cap_count,
            placed.is_promotional,
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

    -- What may leave as a file comes first, then the higher in its list; a name breaks the tie.
    numbered as (
        select
            preferred.audience,
            preferred.channel,
            preferred.customer_id,
            preferred.cap_count,
            coalesce(elg_message_counts.message_count, 0) + row_number() over (
                partition by preferred.customer_id, preferred.channel
                order by
                    case when preferred.has_file then 0 else 1 end,
                    case when preferred.priority_rank is null then 1 else 0 end,
                    preferred.priority_rank,
                    preferred.audience
            ) as message_number
        from preferred
        left join
            elg_message_counts
            on preferred.customer_id = elg_message_counts.customer_id
            and preferred.channel = elg_message_counts.channel
        where preferred.reason = '' and preferred.cap_count is not null
    ),

    too_many as (select * from numbered where message_number > cap_count),

    decided as (
        select
            preferred.audience,
            preferred.channel,
            preferred.customer_id,
            preferred.is_promotional,
            case
                when too_many.customer_id is not null then 'frequency_cap' else preferred.reason
            end as reason
        from preferred
        left join
            too_many
            on preferred.audience = too_many.audience
            and preferred.channel = too_many.channel
            and preferred.customer_id = too_many.customer_id
    ),

    -- Last of all: the held out are those who would have been written to, and nobody else.
    held_out as (select * from {{ ref("elg_arms") }} where arm <> 'treated'),

    scoped as (
        select
            decided.*,
            case when decided.is_promotional then '*' end as global_scope,
            case when decided.is_promotional then decided.audience end as own_scope
        from decided
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
