-- One row per product code of the sales log.
{{
    config(
        enabled=source_is_enabled("sales_log"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="product_id",
    )
}}
{{ sale_products("sales_log") }}
