-- One row per line of the sales log that was sold, given back or charged.
{{
    config(
        enabled=source_is_enabled("sales_log"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
        pre_hook="{{ forget_changed_lines('sales_log') }}",
    )
}}
{{ sale_order_lines("sales_log") }}
