-- One row per area_kind, area_id and window_name.
with
    windows as ({{ product_windows(var("product_window_days")) }}),

    dim_customers as (
        select
            customer_id,
            coalesce(place_id, {{ place_text("city") }}, 'unknown') as city_id,
            coalesce(city, 'unknown') as city,
            coalesce(province_code, 'unknown') as province_id,
            coalesce(province, 'unknown') as province,
            coalesce(country, 'unknown') as country
        from {{ ref("dim_customers") }}
        where not is_pseudo
    ),

    int_customer_days as (
        select customer_id, order_date, net_amount
        from {{ ref("int_customer_days") }}
        where order_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    int_purchase_dates as (select * from {{ ref("int_purchase_dates") }}),

    int_source_histories as (select * from {{ ref("int_source_histories") }}),

    anonymous_lines as (
        select value_date as order_date, net_amount
        from {{ ref("int_valued_lines") }}
        where
            value_customer_id is null
            and is_counted
            and value_date <= {{ as_of_date() }}
            and booked_date <= {{ as_of_date() }}
    ),

    anonymous_orders as (
        select order_date
        from {{ ref("int_valued_orders") }}
        where
            customer_id is null
            and is_converted
            and status = 'fulfilled'
            and sale_line_count > 0
            and order_date <= {{ as_of_date() }}
            and coalesce(fully_returned_date > {{ as_of_date() }}, true)
    ),

    recorded as (
        select max(int_source_histories.history_begins_date) as begins_date
        from int_source_histories
        where int_source_histories.history_begins_date <= {{ as_of_date() }}
    ),

    first_dates as (
        select int_purchase_dates.customer_id, min(int_purchase_dates.order_date) as first_date
        from int_purchase_dates
        group by int_purchase_dates.customer_id
    ),

    -- Money and orders of each day and person; the empty customer_id is nobody.
    movements as (
        select int_customer_days.*, 0 as order_count, cast(null as date) as first_date
        from int_customer_days
        union all
        select
            int_purchase_dates.customer_id,
            int_purchase_dates.order_date,
            0 as net_amount,
            int_purchase_dates.kept_order_count as order_count,
            first_dates.first_date
        from int_purchase_dates
        inner join first_dates on int_purchase_dates.customer_id = first_dates.customer_id
        union all
        select '' as customer_id, anonymous_lines.*, 0 as order_count, null as first_date
        from anonymous_lines
        union all
        select
            '' as customer_id,
            anonymous_orders.order_date,
            0 as net_amount,
            1 as order_count,
            null as first_date
        from anonymous_orders
    ),

    people as (
        select
            movements.customer_id,
            windows.window_name,
            sum(
                case
                    when movements.order_date >= windows.begins_date
                    then movements.order_count
                    else 0
                end
            ) as order_count,
            sum(
                case
                    when movements.order_date >= windows.begins_date
                    then movements.net_amount
                    else 0
                end
            ) as net_revenue,
            sum(
                case
                    when movements.order_date < windows.begins_date then movements.net_amount else 0
                end
            ) as net_revenue_previous,
            max(case when movements.first_date >= windows.begins_date then 1 else 0 end) as is_new
        from movements
        inner join windows on movements.order_date >= windows.previous_begins_date
        group by movements.customer_id, windows.window_name
    ),

    cells as (
        select
            people.window_name,
            coalesce(dim_customers.city_id, 'anonymous') as city_id,
            coalesce(max(dim_customers.city), 'anonymous') as city,
            coalesce(dim_customers.province_id, 'anonymous') as province_id,
            coalesce(max(dim_customers.province), 'anonymous') as province,
            coalesce(dim_customers.country, 'anonymous') as country,
            count(
                case
                    when dim_customers.customer_id is not null and people.order_count > 0 then 1
                end
            ) as customer_count,
            sum(
                case when dim_customers.customer_id is not null then people.is_new else 0 end
            ) as new_customer_count,
            sum(people.order_count) as order_count,
            sum(people.net_revenue) as net_revenue,
            sum(people.net_revenue_previous) as net_revenue_previous
        from people
        left join dim_customers on people.customer_id = dim_customers.customer_id
        group by
            people.window_name,
            dim_customers.city_id,
            dim_customers.province_id,
            dim_customers.country
    ),

    areas as (
        select cells.*, 'city' as area_kind, cells.city_id as area_id, cells.city as area_name
        from cells
        union all
        select
            cells.*,
            'province' as area_kind,
            cells.province_id as area_id,
            cells.province as area_name
        from cells
        union all
        select cells.*, 'country' as area_kind, cells.country as area_id, cells.country as area_name
        from cells
    ),

    sums as (
        select
            areas.area_kind,
            areas.area_id,
            areas.window_name,
            max(areas.area_name) as area_name,
            cast(sum(areas.customer_count) as bigint) as customer_count,
            cast(sum(areas.new_customer_count) as bigint) as new_customer_count,
            cast(sum(areas.order_count) as bigint) as order_count,
            cast(sum(areas.net_revenue) as decimal(18, 2)) as net_revenue,
            cast(sum(areas.net_revenue_previous) as decimal(18, 2)) as net_revenue_before
        from areas
        group by areas.area_kind, areas.area_id, areas.window_name
    ),

    compared as (
        select
            sums.*,
            windows.window_days,
            case
                when
                    windows.window_days is not null
                    and recorded.begins_date <= windows.previous_begins_date
                then sums.net_revenue_before
            end as net_revenue_previous,
            sums.area_id in ('unknown', 'anonymous') as is_no_area
        from sums
        inner join windows on sums.window_name = windows.window_name
        cross join recorded
    )

select
    compared.area_kind,
    compared.area_id,
    compared.window_name,
    compared.window_days,
    compared.area_name,
    compared.customer_count,
    compared.new_customer_count,
    compared.order_count,
    compared.net_revenue,
    {{ ratio("compared.net_revenue", "compared.order_count") }} as average_order_value,
    case
        when compared.area_id <> 'anonymous'
        then {{ ratio("compared.net_revenue", "compared.customer_count") }}
    end as net_revenue_per_customer,
    {{
        share_of(
            "compared.net_revenue",
            "sum(compared.net_revenue) over (partition by compared.area_kind, compared.window_name)",
        )
    }}
    as revenue_share,
    compared.net_revenue_previous,
    {{
        share_of(
            "(compared.net_revenue - compared.net_revenue_previous)",
            "compared.net_revenue_previous",
        )
    }} as net_revenue_growth,
    case
        when not compared.is_no_area
        then
            row_number() over (
                partition by compared.area_kind, compared.window_name, compared.is_no_area
                order by compared.net_revenue desc, compared.area_id
            )
    end as revenue_rank
from compared
