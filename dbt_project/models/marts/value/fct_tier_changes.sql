-- One row per customer_id and changed_date.
with
    int_customer_ranks as (select customer_id from {{ ref("int_customer_ranks") }}),

    int_tier_levels as (select * from {{ ref("int_tier_levels") }}),

    -- What happened up to as_of: a build with a later one adds rows and changes none.
    events as (
        select int_tier_events.*
        from {{ ref("int_tier_events") }} as int_tier_events
        inner join
            int_customer_ranks on int_tier_events.customer_id = int_customer_ranks.customer_id
        where int_tier_events.event_date <= {{ as_of_date() }}
    ),

    -- union: each date once
    dates as (
        select events.customer_id, events.event_date as changed_date
        from events
        union
        select
            events.customer_id,
            cast({{ dbt.dateadd("day", 1, "events.valid_until_date") }} as date) as changed_date
        from events
        where events.valid_until_date < {{ as_of_date() }}
    ),

    standings as (
        select
            dates.customer_id, dates.changed_date, coalesce(max(events.tier_rank), 0) as tier_rank
        from dates
        left join
            events
            on dates.customer_id = events.customer_id
            and dates.changed_date between events.event_date and events.valid_until_date
        group by dates.customer_id, dates.changed_date
    ),

    compared as (
        select
            standings.*,
            coalesce(
                lag(standings.tier_rank) over (
                    partition by standings.customer_id order by standings.changed_date
                ),
                0
            ) as former_rank
        from standings
    )

select
    compared.customer_id,
    compared.changed_date,
    case when compared.tier_rank > compared.former_rank then 'earned' else 'demoted' end as change,
    cast(compared.former_rank as integer) as from_tier_rank,
    former.tier as from_tier,
    cast(compared.tier_rank as integer) as to_tier_rank,
    present.tier as to_tier
from compared
left join int_tier_levels as former on compared.former_rank = former.tier_rank
left join int_tier_levels as present on compared.tier_rank = present.tier_rank
where compared.tier_rank <> compared.former_rank
