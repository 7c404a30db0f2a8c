-- One row per order_line_id.
with order_lines as ({{ conformed("order_lines") }})

select
    order_lines.order_line_id,
    order_lines.order_id,
    order_lines.source,
    order_lines.product_id,
    order_lines.product_name,
    order_lines.quantity,
    order_lines.unit_price,
    order_lines.seller_discount_amount,
    order_lines.platform_discount_amount,
    order_lines.tax_amount,
    order_lines.returned_order_line_id,
    order_lines._load_seq
from order_lines
