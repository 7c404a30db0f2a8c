-- One row per customer_id.
with
    entries as (
        select *
        from {{ ref("fct_points") }}
        where customer_id is not null and entry_date <= {{ as_of_date() }}
    ),

    sums as (
        select
            entries.customer_id,
            cast(sum(entries.points) as bigint) as points_balance,
            cast(
                sum(case when entries.kind = 'earn' then entries.points else 0 end) as bigint
            ) as points_earned_lifetime,
            cast(
                - sum(case when entries.kind = 'redeem' then entries.points else 0 end) as bigint
            ) as points_redeemed_lifetime,
            cast(
                - sum(case when entries.kind = 'expire' then entries.points else 0 end) as bigint
            ) as points_expired_lifetime,
            max(entries.entry_date) as last_points_date
        from entries
        group by entries.customer_id
    ),

    -- What is spent is spent from the points that expire first, so that the balance lies in those
    -- that expire last.
    open_earnings as (
        select
            entries.customer_id,
            entries.expires_date,
            entries.points,
            sum(entries.points) over (
                partition by entries.customer_id
                order by
                    coalesce(entries.expires_date, cast('9999-12-31' as date)) desc,
                    entries.occurred_at desc,
                    entries.points_entry_id
                rows between unbounded preceding and current row
            ) as points_from_here_on
        from entries
        where
            entries.points > 0
            and entries.kind in ('earn', 'adjust')
            and coalesce(entries.expires_date >= {{ as_of_date() }}, true)
    ),

    remaining as (
        select
            open_earnings.customer_id,
            open_earnings.expires_date,
            least(
                open_earnings.points,
                greatest(
                    sums.points_balance - open_earnings.points_from_here_on + open_earnings.points,
                    0
                )
            ) as points_left
        from open_earnings
        inner join sums on open_earnings.customer_id = sums.customer_id
        where open_earnings.expires_date is not null
    ),

    expiries as (
        select
            remaining.customer_id,
            sum(
                case
                    when
                        remaining.expires_date
                        <= {{ dbt.dateadd("day", var("points_expiring_days"), as_of_date()) }}
                    then remaining.points_left
                    else 0
                end
            ) as points_expiring_soon,
            min(remaining.expires_date) as next_expiry_date
        from remaining
        where remaining.points_left > 0
        group by remaining.customer_id
    )

select
    sums.customer_id,
    sums.points_balance,
    sums.points_earned_lifetime,
    sums.points_redeemed_lifetime,
    sums.points_expired_lifetime,
    cast(coalesce(expiries.points_expiring_soon, 0) as bigint) as points_expiring_soon,
    expiries.next_expiry_date as next_points_expiry_date,
    sums.last_points_date
from sums
left join expiries on sums.customer_id = expiries.customer_id
