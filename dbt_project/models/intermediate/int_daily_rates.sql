-- One row per currency and business_date.
with
    int_exchange_rates as (select * from {{ ref("int_exchange_rates") }}),

    int_orders as (select * from {{ ref("int_orders") }}),

    int_invoices as (select * from {{ ref("int_invoices") }}),

    -- union: each day on which something in another currency was sold or invoiced, once.
    days as (
        select int_orders.currency, int_orders.order_date as business_date
        from int_orders
        where int_orders.currency <> '{{ var("currency") }}'
        union
        select int_invoices.currency, int_invoices.issued_date as business_date
        from int_invoices
        where int_invoices.currency <> '{{ var("currency") }}'
    ),

    latest as (
        select days.currency, days.business_date, max(int_exchange_rates.rate_date) as rate_date
        from days
        inner join
            int_exchange_rates
            on days.currency = int_exchange_rates.currency
            and int_exchange_rates.rate_date <= days.business_date
            and int_exchange_rates.rate_date
            >=
            {{ dbt.dateadd("day", "-" ~ var("exchange_rate_age_days_max"), "days.business_date") }}
        group by days.currency, days.business_date
    )

select latest.currency, latest.business_date, latest.rate_date, int_exchange_rates.rate
from latest
inner join
    int_exchange_rates
    on latest.currency = int_exchange_rates.currency
    and latest.rate_date = int_exchange_rates.rate_date
