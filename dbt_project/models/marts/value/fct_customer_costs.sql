-- One row per customer_id.
{#- Assumed sums of money are in a currency; in a workspace of another one what things cost is not known. -#}
{%- set is_known = "true" if var("cost_currency") == var("currency") else "false" %}
{%- set year = dbt.dateadd("day", -365, as_of_date()) %}
with
    int_customer_ranks as (select customer_id from {{ ref("int_customer_ranks") }}),

    int_customer_windows as (select * from {{ ref("int_customer_windows") }}),

    int_customer_cost_days as (
        select *
        from {{ ref("int_customer_cost_days") }}
        where cost_date <= {{ as_of_date() }} and cost_date > {{ year }}
    ),

    tickets as (
        select *
        from {{ ref("int_customer_event_days") }}
        where
            kind in ('ticket_opened', 'complaint_opened')
            and event_date <= {{ as_of_date() }}
            and event_date > {{ year }}
    ),

    fct_receivables as (select * from {{ ref("fct_receivables") }}),

    order_costs as (
        select
            int_customer_cost_days.customer_id,
            sum(int_customer_cost_days.payment_fee_amount) as payment_fee_amount,
            sum(int_customer_cost_days.shipping_cost_amount) as shipping_cost_amount,
            sum(int_customer_cost_days.failed_cod_count) as failed_cod_count
        from int_customer_cost_days
        group by int_customer_cost_days.customer_id
    ),

    service as (
        select tickets.customer_id, sum(tickets.interaction_count) as ticket_count
        from tickets
        group by tickets.customer_id
    ),

    overdue as (
        select
            fct_receivables.customer_id,
            fct_receivables.overdue_amount_1_30d * {{ var("overdue_loss_share_1_30d") }}
            + fct_receivables.overdue_amount_31_60d * {{ var("overdue_loss_share_31_60d") }}
            + fct_receivables.overdue_amount_61_90d * {{ var("overdue_loss_share_61_90d") }}
            + fct_receivables.overdue_amount_over_90d
            * {{ var("overdue_loss_share_over_90d") }} as expected_loss
        from fct_receivables
    ),

    components as (
        select
            int_customer_ranks.customer_id,
            int_customer_windows.net_revenue_365d,
            int_customer_windows.unit_cost_365d,
            coalesce(order_costs.payment_fee_amount, 0) as payment_fee_365d,
            coalesce(order_costs.shipping_cost_amount, 0) as shipping_cost_365d,
            coalesce(order_costs.failed_cod_count, 0) as failed_cod_count_365d,
            coalesce(order_costs.failed_cod_count, 0)
            * {{ var("cost_failed_cod") }} as failed_cod_cost_365d,
            coalesce(service.ticket_count, 0) as ticket_count_365d,
            coalesce(service.ticket_count, 0)
            * {{ var("cost_service_per_ticket") }} as service_cost_365d,
            coalesce(overdue.expected_loss, 0) as expected_overdue_loss
        from int_customer_ranks
        inner join
            int_customer_windows
            on int_customer_ranks.customer_id = int_customer_windows.customer_id
        left join order_costs on int_customer_ranks.customer_id = order_costs.customer_id
        left join service on int_customer_ranks.customer_id = service.customer_id
        left join overdue on int_customer_ranks.customer_id = overdue.customer_id
    ),

    known as (
        select
            components.customer_id,
            components.net_revenue_365d,
            components.unit_cost_365d,
            cast(
                case when {{ is_known }} then components.payment_fee_365d end as decimal(18, 2)
            ) as payment_fee_365d,
            cast(
                case when {{ is_known }} then components.shipping_cost_365d end as decimal(18, 2)
            ) as shipping_cost_365d,
            cast(components.failed_cod_count_365d as bigint) as failed_cod_count_365d,
            cast(
                case when {{ is_known }} then components.failed_cod_cost_365d end as decimal(18, 2)
            ) as failed_cod_cost_365d,
            cast(components.ticket_count_365d as bigint) as ticket_count_365d,
            cast(
                case when {{ is_known }} then components.service_cost_365d end as decimal(18, 2)
            ) as service_cost_365d,
            cast(components.expected_overdue_loss as decimal(18, 2)) as expected_overdue_loss
        from components
    )

select
    known.customer_id,
    known.unit_cost_365d,
    known.payment_fee_365d,
    known.shipping_cost_365d,
    known.failed_cod_count_365d,
    known.failed_cod_cost_365d,
    known.ticket_count_365d,
    known.service_cost_365d,
    known.expected_overdue_loss,
    cast(
        known.net_revenue_365d
        - known.unit_cost_365d
        - known.payment_fee_365d
        - known.shipping_cost_365d
        - known.failed_cod_cost_365d
        - known.service_cost_365d
        - known.expected_overdue_loss as decimal(18, 2)
    ) as contribution_365d
from known
