-- Amounts of people are the amounts of their invoices, none is lost on the way from staging, and
-- the ages add up.
with
    fct_invoices as (select * from {{ ref("fct_invoices") }}),

    fct_receivables as (select * from {{ ref("fct_receivables") }}),

    int_invoices as (select * from {{ ref("int_invoices") }}),

    of_people as (
        select
            coalesce(sum(fct_receivables.open_invoice_amount), 0) as open_amount,
            coalesce(sum(fct_receivables.invoice_count_lifetime), 0) as invoice_count
        from fct_receivables
    ),

    of_invoices as (
        select
            coalesce(
                sum(
                    case
                        when fct_invoices.currency = '{{ var("currency") }}'
                        then fct_invoices.open_amount
                    end
                ),
                0
            ) as open_amount,
            count(*) as invoice_count
        from fct_invoices
        where fct_invoices.customer_id is not null and not fct_invoices.is_cancelled
    )

select 'open amounts differ' as fault, null as about
from of_people
cross join of_invoices
where
    of_people.open_amount <> of_invoices.open_amount
    or of_people.invoice_count <> of_invoices.invoice_count
union all
select 'an invoice is missing or doubled' as fault, int_invoices.invoice_id as about
from int_invoices
left join fct_invoices on int_invoices.invoice_id = fct_invoices.invoice_id
where int_invoices.issued_date <= {{ as_of_date() }}
group by int_invoices.invoice_id
having count(fct_invoices.invoice_id) <> 1
union all
select 'amounts do not add up' as fault, fct_invoices.invoice_id as about
from fct_invoices
where
    fct_invoices.open_amount < 0
    or fct_invoices.credit_amount < 0
    or (fct_invoices.open_amount > 0 and fct_invoices.settled_date is not null)
    or fct_invoices.days_late < 0
    or fct_invoices.days_overdue <= 0
union all
select 'ages do not add up' as fault, fct_receivables.customer_id as about
from fct_receivables
where
    fct_receivables.overdue_amount_1_30d
    + fct_receivables.overdue_amount_31_60d
    + fct_receivables.overdue_amount_61_90d
    + fct_receivables.overdue_amount_over_90d
    <> fct_receivables.overdue_invoice_amount
    or fct_receivables.overdue_invoice_amount > fct_receivables.due_invoice_amount
    or fct_receivables.due_invoice_amount > fct_receivables.open_invoice_amount
