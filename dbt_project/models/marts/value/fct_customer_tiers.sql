-- One row per customer_id.
{%- set tiers = var("tiers") %}
{%- set window_days = tiers.get("window_days", 365) %}
with
    -- Without declared tiers nobody has one.
    customers as (
        select int_customer_ranks.customer_id, int_customer_lifecycles.first_purchase_date
        from {{ ref("int_customer_ranks") }} as int_customer_ranks
        inner join
            {{ ref("int_customer_lifecycles") }} as int_customer_lifecycles
            on int_customer_ranks.customer_id = int_customer_lifecycles.customer_id
        {% if not tiers %} where 1 = 0 {% endif %}
    ),

    int_tier_levels as (select * from {{ ref("int_tier_levels") }}),

    fct_tier_changes as (select * from {{ ref("fct_tier_changes") }}),

    events as (
        select *
        from {{ ref("int_tier_events") }}
        where event_date <= {{ as_of_date() }} and valid_until_date >= {{ as_of_date() }}
    ),

    movements as (
        select *
        from {{ ref("int_tier_movements") }}
        where
            counted_date > {{ dbt.dateadd("day", -window_days, as_of_date()) }}
            and booked_date <= {{ as_of_date() }}
    ),

    tops as (
        select
            events.customer_id,
            events.tier_rank,
            events.valid_until_date,
            events.event_date,
            {{
                membership_year_end(
                    membership_year(as_of_date(), "events.anchor_date"), "events.anchor_date"
                )
            }} as year_end_date,
            events.membership_year
            = {{ membership_year(as_of_date(), "events.anchor_date") }} as is_of_this_year,
            max(events.tier_rank) over (partition by events.customer_id) as top_rank
        from events
    ),

    standings as (
        select
            tops.customer_id,
            tops.top_rank as tier_rank,
            tops.year_end_date,
            max(tops.valid_until_date) as valid_until_date,
            max(case when tops.is_of_this_year then 1 else 0 end) as is_kept_already
        from tops
        where tops.tier_rank = tops.top_rank
        group by tops.customer_id, tops.top_rank, tops.year_end_date
    ),

    -- What counts now, and what of it still counts at the end of this membership year.
    amounts as (
        select
            movements.customer_id,
            sum(movements.amount) as qualifying_amount,
            sum(
                case
                    when
                        movements.counted_date
                        > {{ dbt.dateadd("day", -window_days, "standings.year_end_date") }}
                    then movements.amount
                    else 0
                end
            ) as keeping_amount
        from movements
        left join standings on movements.customer_id = standings.customer_id
        group by movements.customer_id
    ),

    last_changes as (
        select fct_tier_changes.customer_id, max(fct_tier_changes.changed_date) as changed_date
        from fct_tier_changes
        group by fct_tier_changes.customer_id
    ),

    joined as (
        select
            customers.customer_id,
            cast(coalesce(standings.tier_rank, 0) as integer) as tier_rank,
            coalesce(last_changes.changed_date, customers.first_purchase_date) as since_date,
            standings.valid_until_date,
            standings.year_end_date,
            coalesce(amounts.qualifying_amount, 0) as qualifying_amount,
            case
                when standings.is_kept_already = 1
                then null
                else coalesce(amounts.keeping_amount, 0)
            end as keeping_amount
        from customers
        left join standings on customers.customer_id = standings.customer_id
        left join amounts on customers.customer_id = amounts.customer_id
        left join last_changes on customers.customer_id = last_changes.customer_id
    )

select
    joined.customer_id,
    joined.tier_rank,
    levels.tier,
    case when levels.tier is not null then joined.since_date end as tier_since_date,
    joined.valid_until_date as tier_valid_until_date,
    levels.benefits as tier_benefits,
    cast(joined.qualifying_amount as decimal(18, 2)) as qualifying_amount,
    next_levels.tier as next_tier,
    {{
        rounded_up(
            "next_levels.threshold - joined.qualifying_amount", tiers.get("rounded_up_to", 1)
        )
    }} as amount_to_next_tier,
    case
        when joined.tier_rank > 0
        then
            coalesce(
                {{
                    rounded_up(
                        "levels.threshold - joined.keeping_amount", tiers.get("rounded_up_to", 1)
                    )
                }},
                0
            )
    end as amount_to_keep_tier,
    case when joined.tier_rank > 0 then joined.year_end_date end as keep_tier_by_date
from joined
left join int_tier_levels as levels on joined.tier_rank = levels.tier_rank
left join int_tier_levels as next_levels on joined.tier_rank + 1 = next_levels.tier_rank
