-- One row per customer_id and product_id.
with
    int_repeated_products as (
        select * from {{ ref("int_repeated_products") }} where purchase_date <= {{ as_of_date() }}
    ),

    int_customer_attributes as (
        select customer_id from {{ ref("int_customer_attributes") }} where not is_pseudo
    ),

    gaps as (
        select
            int_repeated_products.*,
            {{
                dbt.datediff(
                    "lag(int_repeated_products.purchase_date) over (partition by int_repeated_products.customer_id, int_repeated_products.product_id order by int_repeated_products.purchase_date)",
                    "int_repeated_products.purchase_date",
                    "day",
                )
            }}
            as gap_days
        from int_repeated_products
    ),

    rhythms as (
        select
            gaps.customer_id,
            gaps.product_id,
            count(*) as purchase_date_count,
            max(gaps.purchase_date) as last_purchase_date,
            cast(round({{ exact_percentile("gaps.gap_days", 0.25) }}) as integer) as lower_gap_days,
            {{ exact_percentile("gaps.gap_days", 0.5) }} as median_gap_days,
            cast(round({{ exact_percentile("gaps.gap_days", 0.75) }}) as integer) as upper_gap_days
        from gaps
        group by gaps.customer_id, gaps.product_id
        having count(*) >= {{ var("replenishment_purchases_min") }}
    ),

    expected as (
        select
            rhythms.*,
            cast(
                {{
                    dbt.dateadd(
                        "day",
                        "cast(round(rhythms.median_gap_days) as integer)",
                        "rhythms.last_purchase_date",
                    )
                }} as date
            ) as due_date
        from rhythms
    )

select
    expected.customer_id,
    expected.product_id,
    expected.purchase_date_count,
    expected.last_purchase_date,
    cast(expected.median_gap_days as decimal(9, 1)) as median_gap_days,
    expected.due_date,
    cast(
        {{ dbt.dateadd("day", "expected.lower_gap_days", "expected.last_purchase_date") }} as date
    ) as earliest_due_date,
    cast(
        {{ dbt.dateadd("day", "expected.upper_gap_days", "expected.last_purchase_date") }} as date
    ) as latest_due_date,
    cast({{ dbt.datediff(as_of_date(), "expected.due_date", "day") }} as integer) as days_until_due,
    -- Silent for as long as a lapse takes, the person found another brand or another shop.
    {{ dbt.datediff("expected.last_purchase_date", as_of_date(), "day") }}
    > {{ var("lapsed_gap_multiple") }} * expected.median_gap_days as is_given_up
from expected
inner join int_customer_attributes on expected.customer_id = int_customer_attributes.customer_id
