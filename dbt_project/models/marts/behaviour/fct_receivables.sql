-- One row per customer_id.
with
    fct_invoices as (
        select * from {{ ref("fct_invoices") }} where customer_id is not null and not is_cancelled
    ),

    -- Money of a currency without a rate of the invoice's day is counted, not summed.
    invoices as (
        select
            fct_invoices.*,
            fct_invoices.exchange_rate is not null as is_converted,
            {{ in_reporting_currency("fct_invoices.open_amount", "fct_invoices.exchange_rate") }}
            as open_value,
            {{ in_reporting_currency("fct_invoices.credit_amount", "fct_invoices.exchange_rate") }}
            as credit_value,
            fct_invoices.settled_date
            > {{ dbt.dateadd("day", -365, as_of_date()) }} as is_settled_recently
        from fct_invoices
    ),

    amounts as (
        select
            invoices.customer_id,
            sum(invoices.open_value) as open_amount,
            sum(
                case when invoices.due_date <= {{ as_of_date() }} then invoices.open_value end
            ) as due_amount,
            sum(case when invoices.days_overdue > 0 then invoices.open_value end) as overdue_amount,
            sum(
                case when invoices.days_overdue <= 30 then invoices.open_value end
            ) as overdue_amount_1_30d,
            sum(
                case when invoices.days_overdue between 31 and 60 then invoices.open_value end
            ) as overdue_amount_31_60d,
            sum(
                case when invoices.days_overdue between 61 and 90 then invoices.open_value end
            ) as overdue_amount_61_90d,
            sum(
                case when invoices.days_overdue > 90 then invoices.open_value end
            ) as overdue_amount_over_90d,
            sum(invoices.credit_value) as credit_amount
        from invoices
        where invoices.is_converted
        group by invoices.customer_id
    ),

    habits as (
        select
            invoices.customer_id,
            count(*) as invoice_count,
            count(case when not invoices.is_converted then 1 end) as unconverted_invoice_count,
            count(case when invoices.open_amount > 0 then 1 end) as open_invoice_count,
            count(invoices.days_overdue) as overdue_invoice_count,
            max(invoices.days_overdue) as longest_overdue_days,
            count(case when invoices.is_settled_recently then 1 end) as settled_count,
            count(
                case when invoices.is_settled_recently and invoices.days_late > 0 then 1 end
            ) as late_count,
            sum(case when invoices.is_settled_recently then invoices.days_late end) as days_late,
            sum(
                case
                    when invoices.is_settled_recently
                    then {{ dbt.datediff("invoices.issued_date", "invoices.settled_date", "day") }}
                end
            ) as days_to_pay
        from invoices
        group by invoices.customer_id
    )

select
    habits.customer_id,
    habits.invoice_count as invoice_count_lifetime,
    habits.unconverted_invoice_count,
    habits.open_invoice_count,
    habits.overdue_invoice_count,
    cast(coalesce(amounts.open_amount, 0) as decimal(18, 2)) as open_invoice_amount,
    cast(coalesce(amounts.due_amount, 0) as decimal(18, 2)) as due_invoice_amount,
    cast(coalesce(amounts.overdue_amount, 0) as decimal(18, 2)) as overdue_invoice_amount,
    cast(coalesce(amounts.overdue_amount_1_30d, 0) as decimal(18, 2)) as overdue_amount_1_30d,
    cast(coalesce(amounts.overdue_amount_31_60d, 0) as decimal(18, 2)) as overdue_amount_31_60d,
    cast(coalesce(amounts.overdue_amount_61_90d, 0) as decimal(18, 2)) as overdue_amount_61_90d,
    cast(coalesce(amounts.overdue_amount_over_90d, 0) as decimal(18, 2)) as overdue_amount_over_90d,
    cast(coalesce(amounts.credit_amount, 0) as decimal(18, 2)) as invoice_credit_amount,
    habits.longest_overdue_days,
    habits.settled_count as settled_invoice_count_365d,
    {{ ratio("habits.days_to_pay", "habits.settled_count") }} as average_days_to_pay_365d,
    {{ ratio("habits.days_late", "habits.settled_count") }} as average_days_late_365d,
    {{ share("habits.late_count", "habits.settled_count") }} as paid_late_share_365d
from habits
left join amounts on habits.customer_id = amounts.customer_id
