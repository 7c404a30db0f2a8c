-- One row per order_line_id: a product of a basket.
{{
    config(
        enabled=source_is_enabled("complete_journey"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="order_id",
    )
}}

with
    lines as (
        select *
        from {{ ref("stg_complete_journey__transactions_rows") }}
        where
            _fate = 'current'
            {%- if is_incremental() %} and _last_load_seq > {{ var("loads_above") }} {%- endif %}
    ),

    -- What stood on the shelf: before the loyalty discount and the matched part of a coupon, both
    -- funded by the grocer.
    shelf as (
        select
            lines.*,
            sales_value + coalesce(retail_disc, 0) + coalesce(coupon_match_disc, 0) as shelf_amount,
            row_number() over (
                partition by basket_id, product_id order by _row_hash, _load_seq, _line
            ) as copy,
        from lines
    ),

    -- Nothing costs less than a cent: such a line is fuel, in thousandths of a gallon.
    measured as (
        select
            shelf.*,
            case
                when shelf_amount > 0 and shelf_amount * 100 < quantity
                then quantity
                else quantity * 1000
            end as thousandths,
        from shelf
    ),

    -- Rounded up to the cent, so that the discount that is left over is never negative.
    priced as (
        select
            measured.*,
            cast(thousandths * 0.001 as decimal(18, 3)) as units,
            cast(ceil(shelf_amount * 100000 / thousandths) / 100 as decimal(18, 2)) as unit_price,
        from measured
    )

select
    'complete_journey:'
    || basket_id
    || ':'
    || product_id
    || case when copy > 1 then ':' || cast(copy as varchar) else '' end as order_line_id,
    'complete_journey:' || basket_id as order_id,
    'complete_journey' as source,
    'complete_journey:' || product_id as product_id,
    cast(null as varchar) as product_name,
    units as quantity,
    unit_price,
    cast(units * unit_price as decimal(18, 2)) - sales_value as seller_discount_amount,
    coupon_disc as platform_discount_amount,
    cast(null as decimal(18, 2)) as tax_amount,
    cast(null as varchar) as returned_order_line_id,
    _last_load_seq as _load_seq,
from priced
