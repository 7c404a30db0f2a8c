-- One row per order_line_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_orders",
        touched_key="order_id",
    )
}}
-- depends_on: {{ ref("int_touched_orders") }}
with
    idn_customers as (select * from {{ ref("idn_customers") }}),

    int_orders as (select * from {{ ref("int_orders") }}),

    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    int_daily_rates as (select * from {{ ref("int_daily_rates") }}),

    int_matched_returns as (select * from {{ ref("int_matched_returns") }}),

    lines as (
        select
            int_order_lines.*,
            int_order_lines.quantity < 0 as is_return,
            int_matched_returns.order_line_id is not null as is_matched,
            -- Null where nothing comes back, so that the join below is on equality alone.
            case
                when int_order_lines.quantity < 0
                then
                    coalesce(
                        int_order_lines.returned_order_line_id,
                        int_matched_returns.returned_order_line_id
                    )
            end as given_back_line_id,
            cast(int_order_lines.quantity * int_order_lines.unit_price as decimal(18, 2)) as amount,
            -- A discount on a return is what the sale's discount takes back, whichever sign its
            -- source writes.
            cast(
                sign(int_order_lines.quantity)
                * abs(coalesce(int_order_lines.seller_discount_amount, 0)) as decimal(18, 2)
            ) as discount
        from int_order_lines
        left join
            int_matched_returns on int_order_lines.order_line_id = int_matched_returns.order_line_id
        {%- if is_incremental() %}
            where int_order_lines.order_id in {{ touched_keys("int_touched_orders", "order_id") }}
        {%- endif %}
    ),

    -- Orders of any currency stand here; only those count whose rate is known.
    rated_orders as (
        select
            int_orders.*,
            idn_customers.customer_id,
            case
                when int_orders.currency = '{{ var("currency") }}' then 1 else int_daily_rates.rate
            end as exchange_rate
        from int_orders
        left join idn_customers on int_orders.record_id = idn_customers.record_id
        left join
            int_daily_rates
            on int_orders.currency = int_daily_rates.currency
            and int_orders.order_date = int_daily_rates.business_date
    ),

    orders as (
        select
            rated_orders.*,
            rated_orders.status = 'fulfilled'
            and rated_orders.exchange_rate is not null as is_countable
        from rated_orders
    ),

    purchases as (
        select
            int_order_lines.order_line_id,
            int_order_lines.order_id,
            orders.order_date,
            orders.customer_id,
            orders.currency,
            orders.exchange_rate,
            coalesce(orders.is_countable, false) as is_countable
        from int_order_lines
        left join orders on int_order_lines.order_id = orders.order_id
        where
            int_order_lines.quantity > 0
            and int_order_lines.order_line_id in (select lines.given_back_line_id from lines)
    ),

    placed as (
        select
            lines.*,
            orders.record_id,
            orders.customer_id,
            orders.ordered_at,
            orders.order_date,
            orders.channel,
            orders.store_id,
            orders.status,
            orders.currency,
            orders.order_id is null or orders.exchange_rate is not null as is_converted,
            purchases.order_id as returned_order_id,
            coalesce(purchases.order_id, lines.order_id) as value_order_id,
            coalesce(purchases.order_date, orders.order_date) as value_date,
            greatest(purchases.order_date, orders.order_date) as booked_date,
            case
                when purchases.order_id is not null
                then purchases.customer_id
                else orders.customer_id
            end as value_customer_id,
            coalesce(orders.is_countable, false)
            and coalesce(purchases.is_countable, true) as is_counted,
            -- What comes back is worth what was paid for it, whatever the currency has done since.
            coalesce(
                case when purchases.currency = orders.currency then purchases.exchange_rate end,
                orders.exchange_rate
            ) as exchange_rate
        from lines
        left join orders on lines.order_id = orders.order_id
        left join purchases on lines.given_back_line_id = purchases.order_line_id
    ),

    converted as (
        select
            placed.*,
            {{ in_reporting_currency("placed.amount", "placed.exchange_rate") }} as value_amount,
            {{ in_reporting_currency("placed.discount", "placed.exchange_rate") }} as value_discount
        from placed
    )

select
    converted.order_line_id,
    converted.order_id,
    converted.source,
    converted.record_id,
    converted.customer_id,
    converted.ordered_at,
    converted.order_date,
    converted.channel,
    converted.store_id,
    converted.status,
    converted.currency,
    converted.is_converted,
    converted.product_id,
    converted.product_name,
    converted.quantity,
    {{ in_reporting_currency("converted.unit_price", "converted.exchange_rate", "decimal(18, 6)") }}
    as unit_price,
    converted.is_return,
    case
        when converted.is_return then cast(0 as decimal(18, 2)) else converted.value_amount
    end as gross_amount,
    case
        when converted.is_return then cast(0 as decimal(18, 2)) else converted.value_discount
    end as seller_discount_amount,
    case
        when converted.is_return
        then cast(converted.value_discount - converted.value_amount as decimal(18, 2))
        else cast(0 as decimal(18, 2))
    end as returned_amount,
    cast(converted.value_amount - converted.value_discount as decimal(18, 2)) as net_amount,
    {{
        in_reporting_currency(
            "coalesce(converted.platform_discount_amount, 0)", "converted.exchange_rate"
        )
    }} as platform_discount_amount,
    {{ in_reporting_currency("coalesce(converted.tax_amount, 0)", "converted.exchange_rate") }}
    as tax_amount,
    coalesce(
        converted.returned_order_line_id, converted.given_back_line_id
    ) as returned_order_line_id,
    converted.returned_order_id,
    case
        when not converted.is_return
        then null
        when converted.returned_order_id is null
        then 'unmatched'
        when converted.is_matched
        then 'matched'
        else 'told'
    end as return_link,
    converted.value_order_id,
    converted.value_date,
    converted.booked_date,
    converted.value_customer_id,
    converted.is_counted
from converted
