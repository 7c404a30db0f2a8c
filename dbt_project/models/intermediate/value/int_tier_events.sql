-- One row per customer_id and event_date.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
{%- set window_days = var("tiers").get("window_days", 365) %}
{%- set earned = var("tiers").get("levels", []) | selectattr("rank", "gt", 0) | list %}
{%- set is_calendar = var("tiers").get("membership_year") == "calendar" %}
with
    movements as (
        select *
        from {{ ref("int_tier_movements") }}
        where
            amount <> 0
            {%- if not earned %} and 1 = 0 {%- endif %}
            {%- if is_incremental() %}
                and customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    ),

    -- Membership begins with the first thing that counts. Who never counted enough for the lowest
    -- tier that is earned is left out before anything is summed by day.
    members as (
        select
            movements.customer_id,
            {% if is_calendar %}
                cast(
                    {{ dbt.date_trunc("year", "min(movements.counted_date)") }} as date
                ) as anchor_date
            {% else %} min(movements.counted_date) as anchor_date
            {% endif %}
        from movements
        where movements.amount > 0
        group by movements.customer_id
        having sum(movements.amount) >= {{ earned[0].threshold if earned else 0 }}
    ),

    counted as (
        select
            movements.customer_id,
            members.anchor_date,
            movements.counted_date,
            movements.booked_date,
            cast(
                {{ dbt.dateadd("day", window_days, "movements.counted_date") }} as date
            ) as leaves_date,
            movements.amount
        from movements
        inner join members on movements.customer_id = members.customer_id
    ),

    -- distinct: a year has many days
    years as (
        {%- for later in range((window_days / 365) | round(0, "ceil") | int) %}
            select distinct
                counted.customer_id,
                counted.anchor_date,
                {{ membership_year("counted.counted_date", "counted.anchor_date") }}
                + {{ later }} as membership_year
            from counted
            {%- if not loop.last %}
                union
            {%- endif %}
        {%- endfor %}
    ),

    -- What counts enters the window when it is booked and leaves it window_days after its date; at
    -- the end of each membership year the window is looked at.
    entries as (
        select
            counted.customer_id,
            counted.anchor_date,
            counted.booked_date as event_date,
            counted.amount,
            0 as is_year_end
        from counted
        where counted.booked_date < counted.leaves_date
        union all
        select
            counted.customer_id,
            counted.anchor_date,
            counted.leaves_date as event_date,
            - counted.amount as amount,
            0 as is_year_end
        from counted
        where counted.booked_date < counted.leaves_date
        union all
        select
            years.customer_id,
            years.anchor_date,
            {{ membership_year_end("years.membership_year", "years.anchor_date") }} as event_date,
            0 as amount,
            1 as is_year_end
        from years
    ),

    days as (
        select
            entries.customer_id,
            entries.anchor_date,
            entries.event_date,
            sum(entries.amount) as amount,
            max(entries.is_year_end) as is_year_end
        from entries
        group by entries.customer_id, entries.anchor_date, entries.event_date
    ),

    balances as (
        select
            days.*,
            sum(days.amount) over (
                partition by days.customer_id
                order by days.event_date
                rows between unbounded preceding and current row
            ) as balance
        from days
    ),

    ranked as (
        select
            balances.*,
            {{ tier_rank("balances.balance") }} as tier_rank,
            {{ tier_rank("balances.balance - balances.amount") }} as rank_before,
            {{ membership_year("balances.event_date", "balances.anchor_date") }} as membership_year
        from balances
    )

select
    ranked.customer_id,
    ranked.event_date,
    ranked.tier_rank,
    case when ranked.tier_rank > ranked.rank_before then 'crossed' else 'kept' end as cause,
    cast(ranked.balance as decimal(18, 2)) as qualifying_amount,
    ranked.anchor_date,
    ranked.membership_year,
    {{ membership_year_end("ranked.membership_year + 1", "ranked.anchor_date") }}
    as valid_until_date
from ranked
where ranked.tier_rank > ranked.rank_before or (ranked.is_year_end = 1 and ranked.tier_rank > 0)
