-- One row per invoice_id.
with
    idn_customers as (select * from {{ ref("idn_customers") }}),

    int_invoices as (
        select * from {{ ref("int_invoices") }} where issued_date <= {{ as_of_date() }}
    ),

    int_daily_rates as (select * from {{ ref("int_daily_rates") }}),

    -- A payment without a date is money all the same, and the oldest.
    int_invoice_payments as (
        select
            int_invoice_payments.*,
            coalesce(int_invoice_payments.paid_date <= {{ as_of_date() }}, true) as is_known,
            case when int_invoice_payments.paid_date is null then 0 else 1 end as date_order
        from {{ ref("int_invoice_payments") }} as int_invoice_payments
    ),

    paid as (
        select
            int_invoice_payments.invoice_id,
            sum(int_invoice_payments.amount) as amount_ever,
            sum(
                case when int_invoice_payments.is_known then int_invoice_payments.amount else 0 end
            ) as amount
        from int_invoice_payments
        group by int_invoice_payments.invoice_id
    ),

    running as (
        select
            int_invoice_payments.invoice_id,
            int_invoice_payments.invoice_payment_id,
            int_invoice_payments.paid_date,
            int_invoice_payments.date_order,
            sum(int_invoice_payments.amount) over (
                partition by int_invoice_payments.invoice_id
                order by
                    int_invoice_payments.date_order,
                    int_invoice_payments.paid_date,
                    int_invoice_payments.invoice_payment_id
                rows between unbounded preceding and current row
            ) as amount_so_far
        from int_invoice_payments
        where int_invoice_payments.is_known
    ),

    -- A cheque that bounces takes its money back: the invoice is covered from when it stays so.
    staying as (
        select
            running.invoice_id,
            running.paid_date,
            min(running.amount_so_far) over (
                partition by running.invoice_id
                order by running.date_order, running.paid_date, running.invoice_payment_id
                rows between current row and unbounded following
            ) as amount_from_here
        from running
    ),

    covered as (
        select int_invoices.invoice_id, min(staying.paid_date) as covered_date
        from staying
        inner join int_invoices on staying.invoice_id = int_invoices.invoice_id
        where staying.amount_from_here >= int_invoices.amount
        group by int_invoices.invoice_id
    ),

    judged as (
        select
            int_invoices.*,
            cast(
                coalesce(
                    int_invoices.due_date,
                    {{ dbt.dateadd("day", var("invoice_term_days"), "int_invoices.issued_date") }}
                ) as date
            ) as known_due_date,
            coalesce(int_invoices.status = 'cancelled', false) as is_cancelled,
            -- The source calls it paid and tells no payment that covers it: when is not known.
            coalesce(
                int_invoices.status = 'paid'
                and coalesce(paid.amount_ever, 0) < int_invoices.amount,
                false
            ) as is_settled_undated,
            coalesce(paid.amount, 0) as paid_amount,
            covered.covered_date
        from int_invoices
        left join paid on int_invoices.invoice_id = paid.invoice_id
        left join covered on int_invoices.invoice_id = covered.invoice_id
    ),

    balanced as (
        select
            judged.*,
            case
                when judged.is_cancelled or judged.is_settled_undated
                then 0
                else greatest(judged.amount - judged.paid_amount, 0)
            end as open_amount,
            case
                when judged.is_cancelled
                then greatest(judged.paid_amount, 0)
                else greatest(judged.paid_amount - judged.amount, 0)
            end as credit_amount,
            case when not judged.is_cancelled then judged.covered_date end as settled_date
        from judged
    )

select
    balanced.invoice_id,
    balanced.source,
    balanced.record_id,
    idn_customers.customer_id,
    balanced.issued_date,
    balanced.known_due_date as due_date,
    balanced.due_date is null as is_due_date_assumed,
    balanced.status,
    balanced.is_cancelled,
    balanced.currency,
    cast(
        case
            when balanced.currency = '{{ var("currency") }}' then 1 else int_daily_rates.rate
        end as decimal(18, 10)
    ) as exchange_rate,
    balanced.amount,
    cast(balanced.paid_amount as decimal(18, 2)) as paid_amount,
    cast(balanced.open_amount as decimal(18, 2)) as open_amount,
    cast(balanced.credit_amount as decimal(18, 2)) as credit_amount,
    balanced.settled_date,
    case
        when balanced.open_amount > 0 and balanced.known_due_date < {{ as_of_date() }}
        then {{ dbt.datediff("balanced.known_due_date", as_of_date(), "day") }}
    end as days_overdue,
    case
        when balanced.settled_date > balanced.known_due_date
        then {{ dbt.datediff("balanced.known_due_date", "balanced.settled_date", "day") }}
        when balanced.settled_date is not null
        then 0
    end as days_late
from balanced
left join idn_customers on balanced.record_id = idn_customers.record_id
left join
    int_daily_rates
    on balanced.currency = int_daily_rates.currency
    and balanced.issued_date = int_daily_rates.business_date
