-- One row per product_id.
with
    int_products as (select * from {{ ref("int_products") }}),

    service_products as (select * from {{ ref("service_products") }}),

    int_valued_lines as (
        select product_id, product_name, order_date, is_counted, is_return
        from {{ ref("int_valued_lines") }}
        where product_id is not null
    ),

    -- One product may stand in the lists of several sources; one that still sells it and names it
    -- speaks first.
    listed as (
        select
            int_products.*,
            row_number() over (
                partition by int_products.product_id
                order by
                    coalesce(int_products.is_deleted, false),
                    case when int_products.name is null then 1 else 0 end,
                    int_products.source
            ) as preference
        from int_products
    ),

    sold as (
        select
            int_valued_lines.product_id,
            max(int_valued_lines.product_name) as name,
            max(
                case
                    when
                        int_valued_lines.is_counted
                        and not int_valued_lines.is_return
                        and int_valued_lines.order_date <= {{ as_of_date() }}
                    then int_valued_lines.order_date
                end
            ) as last_sale_date
        from int_valued_lines
        group by int_valued_lines.product_id
    ),

    lists as (select count(*) as listed_count from int_products),

    united as (
        select
            listed.product_id,
            listed.name,
            listed.category,
            listed.list_price,
            listed.unit_cost,
            coalesce(listed.is_sellable, true)
            and not coalesce(listed.is_deleted, false) as is_sellable,
            true as is_listed
        from listed
        where listed.preference = 1
        union all
        -- Where nobody lists products at all, what was sold of late is what can be sold.
        select
            sold.product_id,
            sold.name,
            null as category,
            null as list_price,
            null as unit_cost,
            coalesce(
                lists.listed_count = 0
                and sold.last_sale_date
                > {{ dbt.dateadd("day", -var("unlisted_sellable_days"), as_of_date()) }},
                false
            ) as is_sellable,
            false as is_listed
        from sold
        cross join lists
        where not exists (select 1 from listed where listed.product_id = sold.product_id)
    )

select
    united.product_id,
    coalesce(united.name, united.product_id) as name,
    united.category,
    united.list_price,
    united.unit_cost,
    united.is_sellable and service_products.code is null as is_sellable,
    united.is_listed,
    service_products.code is not null as is_service
from united
left join
    service_products
    on upper({{ dbt.split_part("united.product_id", "':'", -1) }}) = service_products.code
