-- Whoever stands somewhere at the end of a month leaves from there in the next, and the last
-- month end before as_of, where it is
-- as_of itself, is what the lifecycles say.
with
    fct_lifecycle_transitions as (select * from {{ ref("fct_lifecycle_transitions") }}),

    arrived as (
        select month_end_date, to_lifecycle as lifecycle, sum(customer_count) as people
        from fct_lifecycle_transitions
        group by month_end_date, to_lifecycle
    ),

    departed as (
        select
            dim_dates.previous_month_end_date as month_end_date,
            fct_lifecycle_transitions.from_lifecycle as lifecycle,
            sum(fct_lifecycle_transitions.customer_count) as people
        from fct_lifecycle_transitions
        inner join
            {{ ref("dim_dates") }} as dim_dates
            on fct_lifecycle_transitions.month_end_date = dim_dates.date_day
        where fct_lifecycle_transitions.from_lifecycle <> 'new'
        group by dim_dates.previous_month_end_date, fct_lifecycle_transitions.from_lifecycle
    ),

    present as (
        select
            {{ as_of_date() }} as month_end_date,
            int_customer_lifecycles.lifecycle,
            count(*) as people
        from {{ ref("int_customer_lifecycles") }} as int_customer_lifecycles
        inner join
            {{ ref("int_customer_attributes") }} as int_customer_attributes
            on int_customer_lifecycles.customer_id = int_customer_attributes.customer_id
        where not int_customer_attributes.is_pseudo
        group by int_customer_lifecycles.lifecycle
    ),

    expected as (
        select departed.*
        from departed
        where
            departed.month_end_date
            >= (select min(fct_lifecycle_transitions.month_end_date) from fct_lifecycle_transitions)
        union all
        select present.*
        from present
        where present.month_end_date in (select arrived.month_end_date from arrived)
    )

select expected.month_end_date, expected.lifecycle, expected.people, arrived.people as arrived
from expected
left join
    arrived
    on expected.month_end_date = arrived.month_end_date
    and expected.lifecycle = arrived.lifecycle
where arrived.people is distinct from expected.people
