-- One row per person as the sales log knows them.
{{
    config(
        enabled=source_is_enabled("sales_log"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}
{{ sale_customers("sales_log") }}
