-- One row per raw row of the sales log, with its fate.
{{
    config(
        enabled=source_is_enabled("sales_log"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{{ sale_rows("sales_log") }}
