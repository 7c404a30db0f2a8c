-- One row per product and store of the newest complete stock count. What is no longer counted is
-- left out.
{{ config(enabled=source_is_enabled("inventory")) }}

with
    stock as (select * from {{ ref("stg_inventory__stock_rows") }} where _fate = 'current'),

    believed_snapshot as (
        {{ believed_snapshot("stg_inventory__stock_rows", "inventory", "stock") }}
    )

select
    stock.sku as product_id,
    'inventory' as source,
    stock.store_id,
    stock.quantity,
    stock._delivered_at as counted_at,
from stock
cross join believed_snapshot
where stock._last_delivered_at >= believed_snapshot.delivered_at
