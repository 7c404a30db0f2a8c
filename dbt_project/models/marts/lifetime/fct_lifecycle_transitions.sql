-- One row per month_end_date, from_lifecycle and to_lifecycle.
{%- set since = dbt.dateadd(
    "month", "-" ~ (var("lifecycle_months") + 1), dbt.dateadd("day", 1, as_of_date())
) %}
with
    int_purchase_rhythms as (select * from {{ ref("int_purchase_rhythms") }}),

    int_customer_lifecycles as (select * from {{ ref("int_customer_lifecycles") }}),

    int_customer_attributes as (
        select customer_id, first_seen_at
        from {{ ref("int_customer_attributes") }}
        where not is_pseudo
    ),

    month_ends as (
        select dim_dates.date_day as month_end_date, dim_dates.previous_month_end_date
        from {{ ref("dim_dates") }} as dim_dates
        where
            dim_dates.is_month_end
            and dim_dates.date_day <= {{ as_of_date() }}
            and dim_dates.date_day >= {{ since }}
    ),

    people as (
        select
            int_customer_attributes.customer_id,
            {{ business_date("int_customer_attributes.first_seen_at") }} as first_seen_date,
            int_customer_lifecycles.first_purchase_date,
            coalesce(int_customer_lifecycles.is_history_complete, false) as is_history_complete
        from int_customer_attributes
        left join
            int_customer_lifecycles
            on int_customer_attributes.customer_id = int_customer_lifecycles.customer_id
    ),

    buyers as (
        select
            month_ends.month_end_date,
            month_ends.previous_month_end_date,
            people.customer_id,
            people.first_seen_date,
            {{
                lifecycle_at(
                    "int_purchase_rhythms",
                    "month_ends.month_end_date",
                    "people.is_history_complete",
                )
            }} as lifecycle
        from int_purchase_rhythms
        inner join
            month_ends
            on int_purchase_rhythms.order_date <= month_ends.month_end_date
            and coalesce(
                int_purchase_rhythms.next_purchase_date, {{ dbt.dateadd("day", 1, as_of_date()) }}
            )
            > month_ends.month_end_date
        inner join people on int_purchase_rhythms.customer_id = people.customer_id
    ),

    moves as (
        select
            buyers.month_end_date,
            case
                when before.lifecycle is not null
                then before.lifecycle
                when buyers.first_seen_date <= buyers.previous_month_end_date
                then 'prospect'
                else 'new'
            end as from_lifecycle,
            buyers.lifecycle as to_lifecycle,
            count(*) as customer_count
        from buyers
        left join
            buyers as before
            on buyers.customer_id = before.customer_id
            and buyers.previous_month_end_date = before.month_end_date
        group by
            buyers.month_end_date,
            case
                when before.lifecycle is not null
                then before.lifecycle
                when buyers.first_seen_date <= buyers.previous_month_end_date
                then 'prospect'
                else 'new'
            end,
            buyers.lifecycle
        union all
        select
            month_ends.month_end_date,
            case
                when people.first_seen_date <= month_ends.previous_month_end_date
                then 'prospect'
                else 'new'
            end as from_lifecycle,
            'prospect' as to_lifecycle,
            count(*) as customer_count
        from people
        inner join
            month_ends
            on people.first_seen_date <= month_ends.month_end_date
            and (
                people.first_purchase_date is null
                or people.first_purchase_date > month_ends.month_end_date
            )
        group by
            month_ends.month_end_date,
            case
                when people.first_seen_date <= month_ends.previous_month_end_date
                then 'prospect'
                else 'new'
            end
    ),

    -- The earliest month only says where people came from.
    reported as (
        select moves.*
        from moves
        where moves.month_end_date > (select min(month_ends.month_end_date) from month_ends)
    )

select
    reported.month_end_date,
    reported.from_lifecycle,
    reported.to_lifecycle,
    cast(reported.customer_count as bigint) as customer_count,
    cast(
        reported.customer_count
        * 1.0
        / sum(reported.customer_count) over (
            partition by reported.month_end_date, reported.from_lifecycle
        ) as decimal(9, 6)
    ) as share_of_from
from reported
