-- One row per customer_id and order_date.
with int_purchase_dates as (select * from {{ ref("int_purchase_dates") }})

select
    int_purchase_dates.customer_id,
    int_purchase_dates.order_date,
    row_number() over (
        partition by int_purchase_dates.customer_id order by int_purchase_dates.order_date
    ) as purchase_number,
    {{
        dbt.datediff(
            "lag(int_purchase_dates.order_date) over (partition by int_purchase_dates.customer_id order by int_purchase_dates.order_date)",
            "int_purchase_dates.order_date",
            "day",
        )
    }}
    as gap_days
from int_purchase_dates
