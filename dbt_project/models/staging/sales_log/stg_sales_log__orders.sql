-- One row per order of the sales log.
{{
    config(
        enabled=source_is_enabled("sales_log"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
        pre_hook="{{ forget_changed_lines('sales_log') }}",
    )
}}
{{ sale_orders("sales_log") }}
