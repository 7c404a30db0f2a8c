-- One row per customer_id, counted_date, booked_date and part.
{%- set basis = var("tiers").get("basis", "spend") %}
{% if basis == "points" %}
    with
        int_points as (select * from {{ ref("int_points") }} where kind = 'earn'),

        idn_customers as (select * from {{ ref("idn_customers") }})

    select
        idn_customers.customer_id,
        int_points.entry_date as counted_date,
        int_points.entry_date as booked_date,
        int_points.points_entry_id as part,
        cast(int_points.points as decimal(18, 2)) as amount
    from int_points
    inner join idn_customers on int_points.record_id = idn_customers.record_id
{% else %}
    with int_customer_days as (select * from {{ ref("int_customer_days") }})

    select
        int_customer_days.customer_id,
        int_customer_days.order_date as counted_date,
        int_customer_days.booked_date,
        int_customer_days.source
        || '|'
        || int_customer_days.channel
        || '|'
        || int_customer_days.store_id as part,
        cast(
            int_customer_days.{{ "kept_order_count" if basis == "orders" else "net_amount" }}
            as decimal(18, 2)
        ) as amount
    from int_customer_days
{% endif %}
