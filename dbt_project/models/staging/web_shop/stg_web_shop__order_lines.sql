-- One row per order line of the web shop; a returned line is one of its own with a negative
-- quantity.
{{ config(enabled=source_is_enabled("web_shop")) }}

with
    order_lines as (
        select * from {{ ref("stg_web_shop__order_lines_rows") }} where _fate = 'current'
    )

select
    'web_shop:' || line_id as order_line_id,
    'web_shop:' || order_id as order_id,
    'web_shop' as source,
    sku as product_id,
    cast(null as varchar) as product_name,
    quantity,
    unit_price,
    coalesce(seller_discount, 0) as seller_discount_amount,
    coalesce(platform_discount, 0) as platform_discount_amount,
    coalesce(tax_amount, 0) as tax_amount,
    'web_shop:' || returned_line_id as returned_order_line_id,
    _last_load_seq as _load_seq,
from order_lines
