-- One row per product, window and place of the report where products, their groups and the lines
-- disagree.
with
    fct_product_performance as (select * from {{ ref("fct_product_performance") }}),

    fct_product_group_performance as (select * from {{ ref("fct_product_group_performance") }}),

    int_valued_lines as (
        select *
        from {{ ref("int_valued_lines") }}
        where
            is_counted
            and product_id is not null
            and value_date <= {{ as_of_date() }}
            and booked_date <= {{ as_of_date() }}
    ),

    lines as (
        select
            int_valued_lines.product_id,
            sum(int_valued_lines.quantity) as kept_quantity,
            sum(int_valued_lines.net_amount) as net_revenue
        from int_valued_lines
        group by int_valued_lines.product_id
    ),

    group_sums as (
        select
            fct_product_group_performance.product_id,
            fct_product_group_performance.window_name,
            fct_product_group_performance.group_kind,
            sum(fct_product_group_performance.buyer_count) as buyer_count,
            sum(fct_product_group_performance.kept_quantity) as kept_quantity,
            sum(fct_product_group_performance.net_revenue) as net_revenue
        from fct_product_group_performance
        group by
            fct_product_group_performance.product_id,
            fct_product_group_performance.window_name,
            fct_product_group_performance.group_kind
    )

select fct_product_performance.product_id, 'lifetime is not the lines' as fault
from fct_product_performance
full join lines on fct_product_performance.product_id = lines.product_id
where
    (fct_product_performance.window_name = 'lifetime' or fct_product_performance.product_id is null)
    and (
        coalesce(fct_product_performance.net_revenue, 0) <> coalesce(lines.net_revenue, 0)
        or coalesce(fct_product_performance.kept_quantity, 0) <> coalesce(lines.kept_quantity, 0)
    )
union all
select group_sums.product_id, group_sums.group_kind || ' groups are not the product' as fault
from group_sums
inner join
    fct_product_performance
    on group_sums.product_id = fct_product_performance.product_id
    and group_sums.window_name = fct_product_performance.window_name
where
    group_sums.buyer_count <> fct_product_performance.buyer_count
    or group_sums.kept_quantity <> fct_product_performance.kept_quantity
    or group_sums.net_revenue <> fct_product_performance.net_revenue
union all
select
    fct_product_performance.product_id,
    'impossible: ' || fct_product_performance.window_name as fault
from fct_product_performance
where
    fct_product_performance.repeat_buyer_count > fct_product_performance.buyer_count
    or fct_product_performance.buyer_count > fct_product_performance.order_count
    or fct_product_performance.anonymous_net_revenue is null
    or (fct_product_performance.product_action = 'none')
    <> (fct_product_performance.product_action_reasons = '')
    or (fct_product_performance.is_service and fct_product_performance.revenue_rank is not null)
