{#-
    A query of one row per customer_id: how a person pays, has things delivered, and when the person is there. `orders` names a
    CTE of fulfilled orders (customer_id, order_id, ordered_at, order_amount, delivery_method), `payments` one of their payments, `clicks`
    one of openings and clicks (customer_id, occurred_at). Credit is a card, paylater, or anything paid in instalments.
-#}
{% macro customer_habits(orders, payments, clicks) %}
    with
        ranked_payments as (
            select
                {{ orders }}.customer_id,
                {{ orders }}.order_amount,
                {{ payments }}.family,
                {{ payments }}.family in ('card', 'paylater')
                or coalesce({{ payments }}.tenor_months, 0) > 0 as is_credit,
                row_number() over (
                    partition by {{ orders }}.order_id
                    order by
                        {{ payments }}.amount desc, {{ payments }}.family, {{ payments }}.payment_id
                ) as weight
            from {{ orders }}
            inner join {{ payments }} on {{ orders }}.order_id = {{ payments }}.order_id
            where
                {{ payments }}.family is not null
                and {{ payments }}.amount > 0
                and {{ orders }}.order_amount is not null
        ),

        -- Several payments of one order: the greatest says how it was paid.
        paid as (select * from ranked_payments where ranked_payments.weight = 1),

        payment_sums as (
            select
                paid.customer_id,
                count(case when not paid.is_credit then 1 end) as cash_order_count,
                count(case when paid.is_credit then 1 end) as credit_order_count,
                sum(case when not paid.is_credit then paid.order_amount else 0 end) as cash_amount,
                sum(case when paid.is_credit then paid.order_amount else 0 end) as credit_amount
            from paid
            group by paid.customer_id
        ),

        moments as (
            select {{ orders }}.customer_id, {{ orders }}.ordered_at as happened_at
            from {{ orders }}
            union all
            select {{ clicks }}.customer_id, {{ clicks }}.occurred_at as happened_at
            from {{ clicks }}
        ),

        timed as (
            select
                moments.customer_id,
                {{ iso_weekday(local_from_utc("moments.happened_at")) }} as weekday,
                cast(
                    floor({{ minute_of_day("moments.happened_at") }} / 60) as integer
                ) as hour_of_day
            from moments
            where moments.happened_at is not null
        ),

        choices as (
            select paid.customer_id, 'family' as kind, paid.family as choice
            from paid
            union all
            select
                {{ orders }}.customer_id, 'delivery' as kind, {{ orders }}.delivery_method as choice
            from {{ orders }}
            union all
            select timed.customer_id, 'weekday' as kind, cast(timed.weekday as varchar) as choice
            from timed
            union all
            select
                timed.customer_id,
                'hour' as kind,
                lpad(cast(timed.hour_of_day as varchar), 2, '0') as choice
            from timed
        ),

        counted as (
            select choices.customer_id, choices.kind, choices.choice, count(*) as choice_count
            from choices
            where choices.choice is not null
            group by choices.customer_id, choices.kind, choices.choice
        ),

        ranked as (
            select
                counted.*,
                row_number() over (
                    partition by counted.customer_id, counted.kind
                    order by counted.choice_count desc, counted.choice
                ) as preference
            from counted
        ),

        chosen as (
            select
                ranked.customer_id,
                max(case when ranked.kind = 'family' then ranked.choice end) as payment_family,
                max(case when ranked.kind = 'delivery' then ranked.choice end) as delivery_method,
                max(case when ranked.kind = 'weekday' then ranked.choice end) as weekday,
                max(case when ranked.kind = 'hour' then ranked.choice end) as hour_of_day
            from ranked
            where ranked.preference = 1
            group by ranked.customer_id
        ),

        moment_counts as (
            select timed.customer_id, count(*) as moment_count from timed group by timed.customer_id
        )

    select
        chosen.customer_id,
        chosen.payment_family,
        coalesce(payment_sums.cash_order_count, 0) as cash_order_count,
        coalesce(payment_sums.credit_order_count, 0) as credit_order_count,
        cast(coalesce(payment_sums.cash_amount, 0) as decimal(18, 2)) as cash_amount,
        cast(coalesce(payment_sums.credit_amount, 0) as decimal(18, 2)) as credit_amount,
        chosen.delivery_method,
        cast(chosen.weekday as integer) as contact_weekday,
        cast(chosen.hour_of_day as integer) as contact_hour,
        coalesce(moment_counts.moment_count, 0) as contact_moment_count
    from chosen
    left join payment_sums on chosen.customer_id = payment_sums.customer_id
    left join moment_counts on chosen.customer_id = moment_counts.customer_id
{% endmacro %}
