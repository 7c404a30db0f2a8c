-- One row per customer, twice: RFM and Pareto, then tiers; and the changes of tier. What `value_customers.py` compares
-- the models with, written at one go for DuckDB alone.
use bare;

create or replace table customers as
with
    purchases as (
        select
            customer_id,
            order_date,
            sum(kept_order_count) as orders,
            sum(gross_amount) as gross,
            sum(seller_discount_amount) as discount,
            sum(returned_amount) as returned,
            sum(net_amount) as net,
            sum(cost_amount) as cost,
            sum(uncosted_line_count) as uncosted,
            sum(kept_quantity) as units
        from warehouse.intermediate.int_customer_days
        where booked_date <= date '{as_of}'
        group by all
    ),
    sums as (
        select
            customer_id,
            max(order_date) filter (orders > 0) as last_date,
            count(*) filter (orders > 0 and order_date > date '{as_of}' - 30) as frequency_30,
            count(*) filter (orders > 0 and order_date > date '{as_of}' - 90) as frequency_90,
            count(*) filter (orders > 0 and order_date > date '{as_of}' - 365) as frequency_365,
            count(*) filter (orders > 0) as frequency_ever,
            sum(orders) filter (order_date > date '{as_of}' - 30) as orders_30,
            sum(orders) filter (order_date > date '{as_of}' - 90) as orders_90,
            sum(orders) filter (order_date > date '{as_of}' - 365) as orders_365,
            sum(orders) as orders_ever,
            coalesce(sum(gross) filter (order_date > date '{as_of}' - 30), 0) as gross_30,
            coalesce(sum(gross) filter (order_date > date '{as_of}' - 90), 0) as gross_90,
            coalesce(sum(gross) filter (order_date > date '{as_of}' - 365), 0) as gross_365,
            sum(gross) as gross_ever,
            sum(discount) filter (order_date > date '{as_of}' - 30) as discount_30,
            sum(discount) filter (order_date > date '{as_of}' - 90) as discount_90,
            sum(discount) filter (order_date > date '{as_of}' - 365) as discount_365,
            sum(discount) as discount_ever,
            sum(returned) filter (order_date > date '{as_of}' - 30) as returned_30,
            sum(returned) filter (order_date > date '{as_of}' - 90) as returned_90,
            sum(returned) filter (order_date > date '{as_of}' - 365) as returned_365,
            sum(returned) as returned_ever,
            coalesce(sum(net) filter (order_date > date '{as_of}' - 30), 0) as net_30,
            coalesce(sum(net) filter (order_date > date '{as_of}' - 90), 0) as net_90,
            coalesce(sum(net) filter (order_date > date '{as_of}' - 365), 0) as net_365,
            sum(net) as net_ever,
            coalesce(sum(cost) filter (order_date > date '{as_of}' - 30), 0) as cost_30,
            coalesce(sum(cost) filter (order_date > date '{as_of}' - 90), 0) as cost_90,
            coalesce(sum(cost) filter (order_date > date '{as_of}' - 365), 0) as cost_365,
            sum(cost) as cost_ever,
            coalesce(sum(uncosted) filter (order_date > date '{as_of}' - 30), 0) as uncosted_30,
            coalesce(sum(uncosted) filter (order_date > date '{as_of}' - 90), 0) as uncosted_90,
            coalesce(sum(uncosted) filter (order_date > date '{as_of}' - 365), 0) as uncosted_365,
            sum(uncosted) as uncosted_ever,
            sum(units) filter (order_date > date '{as_of}' - 30) as units_30,
            sum(units) filter (order_date > date '{as_of}' - 90) as units_90,
            sum(units) filter (order_date > date '{as_of}' - 365) as units_365,
            sum(units) as units_ever,
        from purchases
        group by customer_id
    ),
    ranked as (
        select
            *,
            greatest(net_365, 0) as revenue,
            count(*) over () as people,
            rank() over (order by last_date) as recency_rank,
            rank() over (order by frequency_365) as frequency_rank,
            rank() over (order by net_365) as monetary_rank,
            rank() over (order by net_365 desc) as shared_place,
            row_number() over (order by net_365 desc, customer_id) as place,
            sum(greatest(net_365, 0)) over (order by net_365 desc, customer_id rows unbounded preceding) as revenue_so_far,
            sum(greatest(net_365, 0)) over () as everyones,
        from sums
    ),
    scored as (
        select
            *,
            1 + 5 * (recency_rank - 1) // people as r,
            1 + 5 * (frequency_rank - 1) // people as f,
            1 + 5 * (monetary_rank - 1) // people as m,
            case
                when r >= 4 and f >= 4 and m >= 4 then 'champions'
                when r = 1 and f >= 4 and m >= 4 then 'cannot_lose'
                when r >= 3 and f >= 4 then 'loyal'
                when r <= 2 and f >= 3 then 'at_risk'
                when r >= 4 and f >= 2 then 'potential_loyalists'
                when r = 5 then 'new'
                when r = 4 then 'promising'
                when r = 3 and f >= 2 then 'need_attention'
                when r = 3 then 'about_to_sleep'
                when r = 2 then 'hibernating'
                else 'lost'
            end as segment,
        from ranked
    )
select
    customer_id,
    r, f, m, segment,
    place,
    1 + 10 * (shared_place - 1) // people as tenth,
    cast(revenue / everyones as decimal(12, 9)) as share,
    cast(revenue_so_far / everyones as decimal(12, 9)) as so_far,
    revenue > 0 and (revenue_so_far - revenue) * 100 < everyones * 80 as is_top,
    frequency_30, frequency_90, frequency_365, frequency_ever,
    orders_30, orders_90, orders_365, orders_ever,
    gross_30, gross_90, gross_365, gross_ever,
    net_30, net_90, net_365, net_ever,
    case when uncosted_30 = 0 then net_30 - cost_30 end as margin_30,
    case when uncosted_90 = 0 then net_90 - cost_90 end as margin_90,
    case when uncosted_365 = 0 then net_365 - cost_365 end as margin_365,
    case when uncosted_ever = 0 then net_ever - cost_ever end as margin_ever,
    case when gross_30 > 0 then cast(discount_30 / gross_30 as decimal(24, 6)) end as discount_share_30,
    case when gross_90 > 0 then cast(discount_90 / gross_90 as decimal(24, 6)) end as discount_share_90,
    case when gross_365 > 0 then cast(discount_365 / gross_365 as decimal(24, 6)) end as discount_share_365,
    case when gross_ever > 0 then cast(discount_ever / gross_ever as decimal(24, 6)) end as discount_share_ever,
    case when gross_30 > discount_30 then cast(returned_30 / (gross_30 - discount_30) as decimal(24, 6)) end as return_rate_30,
    case when gross_90 > discount_90 then cast(returned_90 / (gross_90 - discount_90) as decimal(24, 6)) end as return_rate_90,
    case when gross_365 > discount_365 then cast(returned_365 / (gross_365 - discount_365) as decimal(24, 6)) end as return_rate_365,
    case when gross_ever > discount_ever then cast(returned_ever / (gross_ever - discount_ever) as decimal(24, 6)) end as return_rate_ever,
    case when orders_30 > 0 then cast(net_30 / orders_30 as decimal(18, 2)) end as order_value_30,
    case when orders_90 > 0 then cast(net_90 / orders_90 as decimal(18, 2)) end as order_value_90,
    case when orders_365 > 0 then cast(net_365 / orders_365 as decimal(18, 2)) end as order_value_365,
    case when orders_ever > 0 then cast(net_ever / orders_ever as decimal(18, 2)) end as order_value_ever,
    case when orders_30 > 0 then cast(units_30 / orders_30 as decimal(18, 2)) end as items_30,
    case when orders_90 > 0 then cast(units_90 / orders_90 as decimal(18, 2)) end as items_90,
    case when orders_365 > 0 then cast(units_365 / orders_365 as decimal(18, 2)) end as items_365,
    case when orders_ever > 0 then cast(units_ever / orders_ever as decimal(18, 2)) end as items_ever,
from scored;

-- The window of 365 dates as a running sum of what enters and what leaves it; at each end of a membership year a look.
create or replace table events as
with
    days as (
        select customer_id, order_date, booked_date, net_amount
        from warehouse.intermediate.int_customer_days
        where net_amount <> 0
    ),
    members as (
        select customer_id, min(order_date) as anchor
        from days
        where net_amount > 0
        group by customer_id
        having sum(net_amount) >= 1500000
    ),
    counted as (select * from days join members using (customer_id)),
    steps as (
        select customer_id, anchor, booked_date as day, net_amount as step, false as is_end
        from counted
        where booked_date < order_date + 365
        union all
        select customer_id, anchor, order_date + 365, -net_amount, false
        from counted
        where booked_date < order_date + 365
        union all
        select distinct
            customer_id,
            anchor,
            (anchor + to_years((date_sub('year', anchor, order_date) + 1)::integer))::date - 1,
            0,
            true
        from counted
    ),
    summed as (
        select customer_id, anchor, day, sum(step) as step, bool_or(is_end) as is_end from steps group by all
    ),
    balances as (
        select *, sum(step) over (partition by customer_id order by day rows unbounded preceding) as balance from summed
    ),
    ranked as (
        select
            *,
            (balance >= 1500000)::integer + (balance >= 4000000)::integer + (balance >= 10000000)::integer as rank,
            balance - step as before,
            (before >= 1500000)::integer + (before >= 4000000)::integer + (before >= 10000000)::integer as rank_before,
        from balances
    )
select
    customer_id, day, rank, anchor,
    (anchor + to_years((date_sub('year', anchor, day) + 2)::integer))::date - 1 as valid_until,
from ranked
where rank > rank_before or (is_end and rank > 0);

create or replace table tier_changes as
with
    dates as (
        select customer_id, day from events where day <= date '{as_of}'
        union
        select customer_id, valid_until + 1 from events where day <= date '{as_of}' and valid_until < date '{as_of}'
    ),
    standings as (
        select dates.customer_id, dates.day, coalesce(max(events.rank), 0) as rank
        from dates
        left join events
            on events.customer_id = dates.customer_id
            and events.day <= date '{as_of}'
            and dates.day between events.day and events.valid_until
        group by all
    ),
    compared as (
        select *, coalesce(lag(rank) over (partition by customer_id order by day), 0) as former from standings
    )
select customer_id, day as changed_date, former, rank from compared where rank <> former;

create or replace table tiers as
with
    windows as (
        select customer_id, sum(net_amount) as counted
        from warehouse.intermediate.int_customer_days
        where order_date > date '{as_of}' - 365 and booked_date <= date '{as_of}'
        group by customer_id
    ),
    firsts as (
        select customer_id, min(order_date) as first_date
        from warehouse.intermediate.int_customer_days
        group by customer_id
        having sum(kept_order_count) > 0
    ),
    standings as (
        select customer_id, max(rank) as rank, max(valid_until) filter (rank = top) as valid_until
        from (
            select *, max(rank) over (partition by customer_id) as top
            from events
            where day <= date '{as_of}' and valid_until >= date '{as_of}'
        )
        group by customer_id
    ),
    lasts as (select customer_id, max(changed_date) as changed_date from tier_changes group by customer_id)
select
    customer_id,
    ['Teman', 'Perak', 'Emas', 'Platinum'][coalesce(standings.rank, 0) + 1] as tier,
    coalesce(changed_date, first_date) as since,
    valid_until,
    ceil(
        greatest([1500000, 4000000, 10000000][coalesce(standings.rank, 0) + 1] - coalesce(counted, 0), 0) / 1000
    )::bigint * 1000 as to_next,
from firsts
left join standings using (customer_id)
left join windows using (customer_id)
left join lasts using (customer_id);
