-- One row per code.
with
    elg_voucher_log as (select * from {{ ref("elg_voucher_log") }}),

    elg_offer_people as (select * from {{ ref("elg_offer_people") }}),

    dim_customer_ids as (select * from {{ ref("dim_customer_ids") }}),

    files as ({{ voucher_files(ref("elg_voucher_log")) }}),

    -- distinct: several audiences may promise a person one offer
    promised as (
        select distinct elg_offer_people.offer, elg_offer_people.customer_id from elg_offer_people
    ),

    present as (
        select
            elg_voucher_log.*,
            dim_customer_ids.present_customer_id,
            {{ normalised_voucher_code("elg_voucher_log.code") }} as normalised_code,
            files.written_for_date,
            files.last_file_date,
            promised.customer_id is not null as is_promised
        from elg_voucher_log
        left join dim_customer_ids on elg_voucher_log.customer_id = dim_customer_ids.customer_id
        left join files on elg_voucher_log.code = files.code
        left join
            promised
            on elg_voucher_log.offer = promised.offer
            and dim_customer_ids.present_customer_id = promised.customer_id
    ),

    -- The days begin with the day of the file that told of the code. While it waits for a file they
    -- have not begun; a file that expired unsent told nobody, until another one takes its place.
    dated as (
        select
            present.*,
            coalesce(
                present.valid_until_date,
                cast(
                    {{
                        dbt.dateadd(
                            "day",
                            "present.valid_for_days",
                            "coalesce(present.written_for_date, case when present.is_promised then "
                            ~ as_of_date()
                            ~ " end, present.last_file_date)",
                        )
                    }} as date
                )
            ) as last_valid_date
        from present
    ),

    orders as (
        select
            int_orders.order_id,
            {{ normalised_voucher_code("int_orders.voucher_code") }} as normalised_code,
            fct_orders.customer_id,
            fct_orders.ordered_at,
            fct_orders.order_date,
            fct_orders.gross_amount,
            fct_orders.seller_discount_amount,
            fct_orders.net_amount
        from {{ ref("int_orders") }} as int_orders
        inner join
            {{ ref("fct_orders") }} as fct_orders on int_orders.order_id = fct_orders.order_id
        where
            int_orders.voucher_code is not null
            and fct_orders.is_fulfilled
            and fct_orders.order_date <= {{ as_of_date() }}
    ),

    -- An order without a person is taken for the holder's: the code is what they showed.
    judged as (
        select
            dated.code,
            orders.*,
            case
                when orders.customer_id <> dated.present_customer_id
                then 'redeemed_by_another'
                when orders.order_date > dated.last_valid_date
                then 'redeemed_late'
                when orders.order_date < dated.valid_from_date
                then 'redeemed_early'
                when orders.gross_amount < dated.minimum_spend
                then 'redeemed_below_minimum'
                else 'redeemed'
            end as verdict
        from dated
        inner join orders on dated.normalised_code = orders.normalised_code
    ),

    ranked as (
        select
            judged.*,
            count(*) over (partition by judged.code) as order_count,
            row_number() over (
                partition by judged.code
                order by
                    case when judged.verdict = 'redeemed' then 0 else 1 end,
                    judged.ordered_at,
                    judged.order_id
            ) as redemption_rank
        from judged
    ),

    redemptions as (select * from ranked where redemption_rank = 1),

    line_costs as (
        select
            fct_order_lines.value_order_id,
            cast(
                sum(fct_order_lines.quantity * dim_products.unit_cost) as decimal(18, 2)
            ) as unit_cost_amount,
            sum(case when dim_products.unit_cost is null then 1 else 0 end) as uncosted_line_count
        from {{ ref("fct_order_lines") }} as fct_order_lines
        inner join redemptions on fct_order_lines.value_order_id = redemptions.order_id
        left join
            {{ ref("dim_products") }} as dim_products
            on fct_order_lines.product_id = dim_products.product_id
        where fct_order_lines.is_counted
        group by fct_order_lines.value_order_id
    ),

    matched as (
        select
            dated.*,
            redemptions.order_id,
            redemptions.order_date,
            redemptions.net_amount,
            coalesce(redemptions.order_count, 0) as order_count,
            cast(
                case
                    when dated.kind = 'gift'
                    then dated.offer_value
                    else redemptions.seller_discount_amount
                end as decimal(18, 2)
            ) as given_amount,
            case
                when line_costs.uncosted_line_count = 0 then line_costs.unit_cost_amount
            end as unit_cost_amount,
            case
                when redemptions.verdict is not null
                then redemptions.verdict
                when dated.last_valid_date <= {{ as_of_date() }}
                then 'expired'
                else 'issued'
            end as status
        from dated
        left join redemptions on dated.code = redemptions.code
        left join line_costs on redemptions.order_id = line_costs.value_order_id
    ),

    -- Of people who were merged, each with a code, the one that a file has told of goes on.
    placed as (
        select
            matched.*,
            row_number() over (
                partition by matched.offer, matched.present_customer_id
                order by
                    case when matched.status = 'issued' then 0 else 1 end,
                    case when matched.written_for_date is null then 1 else 0 end,
                    matched.as_of,
                    matched.code
            ) as place
        from matched
    )

select
    placed.code,
    placed.offer,
    placed.present_customer_id as customer_id,
    placed.issue_number,
    placed.audience,
    placed.title,
    placed.kind,
    placed.offer_value,
    case
        when placed.kind = 'percent'
        then {{ quantity_text("placed.offer_value") }} || ' %'
        when placed.kind = 'amount'
        then {{ amount_text("placed.offer_value") }}
        else placed.title
    end as offer_value_text,
    placed.minimum_spend,
    case
        when placed.minimum_spend > 0 then {{ amount_text("placed.minimum_spend") }}
    end as minimum_spend_text,
    placed.as_of as issued_date,
    placed.written_for_date,
    placed.valid_from_date,
    placed.last_valid_date as valid_until_date,
    placed.status,
    placed.status = 'issued'
    and placed.place = 1
    and placed.present_customer_id is not null as is_current,
    placed.order_count,
    placed.order_id as redeemed_order_id,
    placed.order_date as redeemed_date,
    placed.net_amount as net_revenue,
    case when placed.order_id is not null then placed.given_amount end as cost_amount,
    case
        when placed.kind = 'gift'
        then placed.net_amount - placed.unit_cost_amount - placed.offer_value
        else placed.net_amount - placed.unit_cost_amount
    end as margin
from placed
