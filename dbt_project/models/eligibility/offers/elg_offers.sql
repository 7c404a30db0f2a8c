-- One row per offer.
with
    offers as ({{ offer_terms() }}),

    elg_offer_people as (select * from {{ ref("elg_offer_people") }}),

    elg_vouchers as (select * from {{ ref("elg_vouchers") }}),

    -- distinct: several audiences may promise a person one offer
    withheld as (
        select distinct elg_offer_people.offer, elg_offer_people.customer_id
        from elg_offer_people
        left join
            elg_vouchers
            on elg_offer_people.offer = elg_vouchers.offer
            and elg_offer_people.customer_id = elg_vouchers.customer_id
        where not elg_offer_people.is_above_floor and elg_vouchers.code is null
    ),

    withheld_counts as (
        select withheld.offer, count(*) as withheld_count from withheld group by withheld.offer
    ),

    known as (
        select {{ normalised_voucher_code("elg_vouchers.code") }} as normalised_code
        from elg_vouchers
    ),

    prefixes as (
        select offers.offer, {{ normalised_voucher_code("offers.code_prefix") }} as code_prefix
        from offers
    ),

    codes as (
        select {{ normalised_voucher_code("int_orders.voucher_code") }} as normalised_code
        from {{ ref("int_orders") }} as int_orders
        where int_orders.voucher_code is not null and int_orders.order_date <= {{ as_of_date() }}
    ),

    -- Made like a code of the offer, and given to nobody: mistyped, or made up.
    unknown_codes as (
        select
            substring(codes.normalised_code, 1, length(codes.normalised_code) - 10) as code_prefix,
            count(*) as unknown_code_count
        from codes
        left join known on codes.normalised_code = known.normalised_code
        where known.normalised_code is null and length(codes.normalised_code) > 10
        group by substring(codes.normalised_code, 1, length(codes.normalised_code) - 10)
    ),

    unknown_counts as (
        select prefixes.offer, unknown_codes.unknown_code_count
        from prefixes
        inner join unknown_codes on prefixes.code_prefix = unknown_codes.code_prefix
    ),

    counted as (
        select
            elg_vouchers.offer,
            min(elg_vouchers.title) as title,
            count(*) as issued_count,
            count(elg_vouchers.written_for_date) as told_count,
            count(case when elg_vouchers.status = 'issued' then 1 end) as open_count,
            count(case when elg_vouchers.status = 'redeemed' then 1 end) as redeemed_count,
            count(case when elg_vouchers.status = 'expired' then 1 end) as expired_count,
            count(
                case when elg_vouchers.status = 'redeemed_late' then 1 end
            ) as redeemed_late_count,
            count(
                case when elg_vouchers.status = 'redeemed_early' then 1 end
            ) as redeemed_early_count,
            count(
                case when elg_vouchers.status = 'redeemed_by_another' then 1 end
            ) as redeemed_by_another_count,
            count(
                case when elg_vouchers.status = 'redeemed_below_minimum' then 1 end
            ) as redeemed_below_minimum_count,
            count(case when elg_vouchers.order_count > 1 then 1 end) as reused_count,
            sum(coalesce(elg_vouchers.net_revenue, 0)) as net_revenue,
            sum(coalesce(elg_vouchers.cost_amount, 0)) as cost_amount,
            sum(elg_vouchers.margin) as margin,
            count(
                case when elg_vouchers.margin is null then elg_vouchers.redeemed_order_id end
            ) as uncosted_count
        from elg_vouchers
        group by elg_vouchers.offer
    ),

    -- An offer that is declared no more is shown as long as its codes are remembered.
    names as (
        select offers.offer
        from offers
        union
        select counted.offer
        from counted
    )

select
    names.offer,
    coalesce(offers.title, counted.title) as title,
    offers.offer is not null as is_declared,
    offers.kind,
    offers.offer_value,
    offers.minimum_spend,
    offers.margin_floor,
    coalesce(withheld_counts.withheld_count, 0) as withheld_count,
    coalesce(counted.issued_count, 0) as issued_count,
    coalesce(counted.told_count, 0) as told_count,
    coalesce(counted.open_count, 0) as open_count,
    coalesce(counted.redeemed_count, 0) as redeemed_count,
    coalesce(counted.expired_count, 0) as expired_count,
    coalesce(counted.redeemed_late_count, 0) as redeemed_late_count,
    coalesce(counted.redeemed_early_count, 0) as redeemed_early_count,
    coalesce(counted.redeemed_by_another_count, 0) as redeemed_by_another_count,
    coalesce(counted.redeemed_below_minimum_count, 0) as redeemed_below_minimum_count,
    coalesce(counted.reused_count, 0) as reused_count,
    coalesce(unknown_counts.unknown_code_count, 0) as unknown_code_count,
    cast(coalesce(counted.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(coalesce(counted.cost_amount, 0) as decimal(18, 2)) as cost_amount,
    cast(
        case
            when coalesce(counted.uncosted_count, 0) = 0 then coalesce(counted.margin, 0)
        end as decimal(18, 2)
    ) as margin
from names
left join offers on names.offer = offers.offer
left join counted on names.offer = counted.offer
left join withheld_counts on names.offer = withheld_counts.offer
left join unknown_counts on names.offer = unknown_counts.offer
