-- One row per raw row of the book-keeping's invoice payments, with its fate.
{{
    config(
        enabled=source_is_enabled("invoices"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("invoices", "payments") -%}
{%- set columns = ["payment_no", "invoice_no", "payment_date", "amount", "method"] -%}

with
    delivered as ({{ raw_rows("invoices", "payments") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_payment_no") }} as payment_no,
            {{ to_text("raw_invoice_no") }} as invoice_no,
            {{ to_date("raw_payment_date", declared) }} as payment_date,
            {{ to_amount("raw_amount", declared) }} as amount,
            lower({{ to_text("raw_method") }}) as method,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            cast(payment_date as timestamp) as _first_seen_at,
            {{
                reasons(
                    [
                        missing("payment_no"),
                        missing("invoice_no"),
                        missing("payment_date"),
                        missing("amount"),
                        unreadable("payment_date", "a date"),
                        unreadable("amount", "an amount in " ~ var("currency")),
                        in_future("payment_date"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("invoices", "payments", columns) }}
