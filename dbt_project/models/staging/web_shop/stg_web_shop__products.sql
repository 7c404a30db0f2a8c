-- One row per product of the web shop.
{{ config(enabled=source_is_enabled("web_shop")) }}

with
    products as (select * from {{ ref("stg_web_shop__products_rows") }} where _fate = 'current'),

    believed_snapshot as (
        {{ believed_snapshot("stg_web_shop__products_rows", "web_shop", "products") }}
    )

select
    products.sku as product_id,
    'web_shop' as source,
    products.name,
    products.category,
    products.list_price,
    products.unit_cost,
    products.is_active
    and products._last_delivered_at >= believed_snapshot.delivered_at as is_sellable,
    products._last_delivered_at < believed_snapshot.delivered_at as is_deleted,
from products
cross join believed_snapshot
