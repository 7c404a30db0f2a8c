-- One row per customer_id.
with
    int_purchase_gaps as (select * from {{ ref("int_purchase_gaps") }}),

    newest as (select * from {{ ref("int_purchase_rhythms") }} where next_purchase_date is null),

    int_main_categories as (select * from {{ ref("int_main_categories") }}),

    int_source_histories as (select * from {{ ref("int_source_histories") }}),

    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where kept_order_count > 0 and order_date <= {{ as_of_date() }}
    ),

    medians as (
        select
            int_purchase_gaps.customer_id,
            {{ exact_percentile("int_purchase_gaps.gap_days", 0.5) }} as median_gap_days
        from int_purchase_gaps
        group by int_purchase_gaps.customer_id
    ),

    -- The newest beginning among the sources of the first purchase's day: all of them must know
    -- the year before.
    first_sources as (
        select
            int_customer_days.customer_id,
            max(int_source_histories.history_begins_date) as history_begins_date
        from int_customer_days
        inner join
            newest
            on int_customer_days.customer_id = newest.customer_id
            and int_customer_days.order_date = newest.first_purchase_date
        inner join int_source_histories on int_customer_days.source = int_source_histories.source
        group by int_customer_days.customer_id
    ),

    judged as (
        select
            newest.*,
            medians.median_gap_days,
            int_main_categories.main_category,
            coalesce(
                {{
                    dbt.datediff(
                        "first_sources.history_begins_date", "newest.first_purchase_date", "day"
                    )
                }} >= {{ var("complete_history_days") }}, false
            ) as is_history_complete
        from newest
        inner join medians on newest.customer_id = medians.customer_id
        left join int_main_categories on newest.customer_id = int_main_categories.customer_id
        left join first_sources on newest.customer_id = first_sources.customer_id
    )

select
    judged.customer_id,
    judged.purchase_number as purchase_date_count,
    judged.first_purchase_date,
    judged.order_date as last_purchase_date,
    {{ dbt.datediff("judged.order_date", as_of_date(), "day") }} as recency_days,
    cast(judged.median_gap_days as decimal(9, 1)) as median_gap_days,
    judged.slipping_after_days,
    judged.lapsed_after_days,
    judged.is_seasonal,
    judged.is_history_complete,
    judged.main_category,
    {{ lifecycle_at("judged", as_of_date(), "judged.is_history_complete") }} as lifecycle
from judged
