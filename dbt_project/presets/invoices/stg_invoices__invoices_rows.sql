-- One row per raw row of the book-keeping's invoices, with its fate.
{{
    config(
        enabled=source_is_enabled("invoices"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="_key",
    )
}}
{%- set declared = conventions("invoices", "invoices") -%}
{%- set columns = [
    "invoice_no",
    "invoice_date",
    "due_date",
    "customer",
    "phone",
    "email",
    "contact",
    "amount",
    "status",
] -%}

with
    delivered as ({{ raw_rows("invoices", "invoices") }}),

    typed as (
        select
            delivered.*,
            {{ to_text("raw_invoice_no") }} as invoice_no,
            {{ to_date("raw_invoice_date", declared) }} as invoice_date,
            {{ to_date("raw_due_date", declared) }} as due_date,
            {{ to_text("raw_customer") }} as customer,
            {{ answer_or_null(to_text("raw_phone")) }} as phone,
            {{ answer_or_null(to_text("raw_email")) }} as email,
            coalesce(
                {{ answer_or_null(to_text("raw_phone")) }},
                {{ answer_or_null(to_text("raw_email")) }},
                {{ to_text("raw_customer") }}
            ) as contact,
            {{ to_amount("raw_amount", declared) }} as amount,
            lower({{ to_text("raw_status") }}) as status,
        from delivered
    ),

    judged as (
        select
            typed.*,
            {{ source_key(declared) }} as _key,
            {{ version_clock(declared) }} as _version,
            cast(invoice_date as timestamp) as _first_seen_at,
            {{
                reasons(
                    [
                        missing("invoice_no"),
                        missing("invoice_date"),
                        missing("amount"),
                        unreadable("invoice_date", "a date"),
                        unreadable("due_date", "a date"),
                        unreadable("amount", "an amount in " ~ var("currency")),
                        unknown_value(
                            "status",
                            [
                                "lunas",
                                "paid",
                                "belum lunas",
                                "belum bayar",
                                "open",
                                "unpaid",
                                "overdue",
                                "jatuh tempo",
                                "batal",
                                "cancelled",
                                "void",
                            ],
                        ),
                        in_future("invoice_date"),
                    ]
                )
            }} as _reasons,
        from typed
    ){{ fated_rows("invoices", "invoices", columns) }}
