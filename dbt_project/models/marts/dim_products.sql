-- One row per product_id.
with
    int_listed_products as (select * from {{ ref("int_listed_products") }}),

    service_products as (select * from {{ ref("service_products") }}),

    int_valued_lines as (
        select product_id, product_name, order_date, is_counted, is_return
        from {{ ref("int_valued_lines") }}
        where product_id is not null
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

    lists as (select count(*) as listed_count from int_listed_products),

    united as (
        select
            int_listed_products.product_id,
            int_listed_products.name,
            int_listed_products.category,
            int_listed_products.list_price,
            int_listed_products.unit_cost,
            int_listed_products.is_sellable,
            true as is_listed
        from int_listed_products
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
        where
            not exists (
                select 1
                from int_listed_products
                where int_listed_products.product_id = sold.product_id
            )
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
