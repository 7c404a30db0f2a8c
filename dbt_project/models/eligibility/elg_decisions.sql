-- One row per audience, channel and customer_id.
with
    elg_screenings as (select * from {{ ref("elg_screenings") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    elg_message_counts as (select * from {{ ref("elg_message_counts") }}),

    held_out as (select * from {{ ref("elg_arms") }} where arm <> 'treated'),

    -- The order in which messages of a channel use up a cap: what may leave as a file comes first,
    -- then the higher in its list; a name breaks the tie.
    rules as (
        select
            elg_audience_rules.*,
            row_number() over (
                partition by elg_audience_rules.channel
                order by
                    case when elg_audience_rules.has_file then 0 else 1 end,
                    case when elg_audience_rules.priority_rank is null then 1 else 0 end,
                    elg_audience_rules.priority_rank,
                    elg_audience_rules.audience
            ) as turn,
            case when elg_audience_rules.is_promotional then '*' end as global_scope,
            case
                when elg_audience_rules.is_promotional then elg_audience_rules.audience
            end as own_scope
        from elg_audience_rules
    ),

    asked as (
        select
            elg_screenings.audience,
            elg_screenings.channel,
            elg_screenings.customer_id,
            elg_screenings.reason,
            rules.priority_list,
            rules.priority_rank,
            rules.cap_count,
            rules.turn,
            rules.global_scope,
            rules.own_scope
        from elg_screenings
        inner join
            rules
            on elg_screenings.audience = rules.audience
            and elg_screenings.channel = rules.channel
    ),

    -- Of a priority list a person goes to the highest audience that may write by any channel.
    highest as (
        select asked.customer_id, asked.priority_list, min(asked.priority_rank) as priority_rank
        from asked
        where asked.reason = '' and asked.priority_list is not null
        group by asked.customer_id, asked.priority_list
    ),

    capped as (
        select asked.customer_id, asked.channel, asked.cap_count, asked.turn
        from asked
        left join
            highest
            on asked.customer_id = highest.customer_id
            and asked.priority_list = highest.priority_list
        where
            asked.reason = ''
            and asked.cap_count is not null
            and coalesce(asked.priority_rank <= highest.priority_rank, true)
    ),

    -- Only these people have their messages put in order.
    crowded as (
        select
            capped.customer_id,
            capped.channel,
            coalesce(elg_message_counts.message_count, 0) as message_count
        from
            (
                select
                    capped.customer_id, capped.channel, capped.cap_count, count(*) as wanted_count
                from capped
                group by capped.customer_id, capped.channel, capped.cap_count
            ) as capped
        left join
            elg_message_counts
            on capped.customer_id = elg_message_counts.customer_id
            and capped.channel = elg_message_counts.channel
        where capped.wanted_count + coalesce(elg_message_counts.message_count, 0) > capped.cap_count
    ),

    numbered as (
        select
            capped.customer_id,
            capped.channel,
            capped.cap_count,
            capped.turn,
            crowded.message_count + row_number() over (
                partition by capped.customer_id, capped.channel order by capped.turn
            ) as message_number
        from capped
        inner join
            crowded on capped.customer_id = crowded.customer_id and capped.channel = crowded.channel
    ),

    full_channels as (
        select numbered.customer_id, numbered.channel, min(numbered.turn) as turn
        from numbered
        where numbered.message_number > numbered.cap_count
        group by numbered.customer_id, numbered.channel
    ),

    -- The held out come last of all: they are those who would have been written to, and nobody
    -- else.
    judged as (
        select
            asked.audience,
            asked.channel,
            asked.customer_id,
            case
                when asked.reason <> ''
                then asked.reason
                when asked.priority_rank > highest.priority_rank
                then 'other_audience'
                when asked.cap_count is not null and asked.turn >= full_channels.turn
                then 'frequency_cap'
                when coalesce(held_from_all.customer_id, held_from_this.customer_id) is not null
                then 'held_out'
                else ''
            end as reason
        from asked
        left join
            highest
            on asked.customer_id = highest.customer_id
            and asked.priority_list = highest.priority_list
        left join
            full_channels
            on asked.customer_id = full_channels.customer_id
            and asked.channel = full_channels.channel
        left join
            held_out as held_from_all
            on asked.customer_id = held_from_all.customer_id
            and asked.global_scope = held_from_all.scope
        left join
            held_out as held_from_this
            on asked.customer_id = held_from_this.customer_id
            and asked.own_scope = held_from_this.scope
    )

select
    judged.audience,
    judged.channel,
    judged.customer_id,
    judged.reason = '' as is_eligible,
    judged.reason
from judged
