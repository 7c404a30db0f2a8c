-- One row per kind of area and window whose money is not that of all counted lines, or of all
-- areas of another kind.
with
    fct_area_performance as (select * from {{ ref("fct_area_performance") }}),

    int_valued_lines as (
        select *
        from {{ ref("int_valued_lines") }}
        where is_counted and value_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    lines as (
        select coalesce(sum(int_valued_lines.net_amount), 0) as net_revenue from int_valued_lines
    ),

    areas as (
        select
            fct_area_performance.area_kind,
            fct_area_performance.window_name,
            sum(fct_area_performance.net_revenue) as net_revenue,
            sum(fct_area_performance.order_count) as order_count,
            sum(fct_area_performance.customer_count) as customer_count
        from fct_area_performance
        group by fct_area_performance.area_kind, fct_area_performance.window_name
    )

select areas.area_kind, areas.window_name, areas.net_revenue
from areas
cross join lines
where areas.window_name = 'lifetime' and areas.net_revenue <> lines.net_revenue
union all
select areas.area_kind, areas.window_name, areas.net_revenue
from areas
inner join areas as cities on areas.window_name = cities.window_name and cities.area_kind = 'city'
where
    areas.net_revenue <> cities.net_revenue
    or areas.order_count <> cities.order_count
    or areas.customer_count <> cities.customer_count
