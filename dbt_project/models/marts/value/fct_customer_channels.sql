-- One row per customer_id, channel and store_id.
{%- set year = "order_date > " ~ dbt.dateadd("day", -365, as_of_date()) %}
with
    int_customer_attributes as (
        select customer_id from {{ ref("int_customer_attributes") }} where not is_pseudo
    ),

    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    sums as (
        select
            int_customer_days.customer_id,
            int_customer_days.channel,
            int_customer_days.store_id,
            sum(
                case when {{ year }} then int_customer_days.kept_order_count else 0 end
            ) as kept_order_count_365d,
            sum(int_customer_days.kept_order_count) as kept_order_count_lifetime,
            sum(
                case when {{ year }} then int_customer_days.net_amount else 0 end
            ) as net_revenue_365d,
            sum(int_customer_days.net_amount) as net_revenue_lifetime,
            max(
                case
                    when int_customer_days.kept_order_count > 0 then int_customer_days.order_date
                end
            ) as last_order_date
        from int_customer_days
        group by
            int_customer_days.customer_id, int_customer_days.channel, int_customer_days.store_id
    )

select
    sums.customer_id,
    sums.channel,
    sums.store_id,
    cast(sums.kept_order_count_365d as bigint) as kept_order_count_365d,
    cast(sums.kept_order_count_lifetime as bigint) as kept_order_count_lifetime,
    cast(sums.net_revenue_365d as decimal(18, 2)) as net_revenue_365d,
    cast(sums.net_revenue_lifetime as decimal(18, 2)) as net_revenue_lifetime,
    sums.last_order_date
from sums
inner join int_customer_attributes on sums.customer_id = int_customer_attributes.customer_id
