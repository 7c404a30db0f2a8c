-- One row per customer_id.
with
    int_purchase_gaps as (select * from {{ ref("int_purchase_gaps") }}),

    int_source_histories as (select * from {{ ref("int_source_histories") }}),

    int_customer_days as (
        select *
        from {{ ref("int_customer_days") }}
        where kept_order_count > 0 and order_date <= {{ as_of_date() }}
    ),

    -- The rhythm of those without one of their own: workspace-wide, until products give a main
    -- category.
    common_rhythm as (
        select
            {{ exact_percentile("int_purchase_gaps.gap_days", var("slipping_gap_percentile")) }}
            as slipping_gap_days,
            {{ exact_percentile("int_purchase_gaps.gap_days", var("lapsed_gap_percentile")) }}
            as lapsed_gap_days
        from int_purchase_gaps
        where int_purchase_gaps.gap_days is not null
    ),

    rhythms as (
        select
            int_purchase_gaps.customer_id,
            count(*) as purchase_date_count,
            min(int_purchase_gaps.order_date) as first_purchase_date,
            max(int_purchase_gaps.order_date) as last_purchase_date,
            {{ exact_percentile("int_purchase_gaps.gap_days", 0.5) }} as median_gap_days
        from int_purchase_gaps
        group by int_purchase_gaps.customer_id
    ),

    recent_returns as (
        select
            int_purchase_gaps.customer_id,
            int_purchase_gaps.purchase_number,
            int_purchase_gaps.gap_days
        from int_purchase_gaps
        where
            int_purchase_gaps.gap_days is not null
            and int_purchase_gaps.order_date
            > {{ dbt.dateadd("day", -var("won_back_days"), as_of_date()) }}
    ),

    -- What the rhythm was before each recent purchase says whether the person had lapsed by then.
    earlier_rhythms as (
        select
            recent_returns.customer_id,
            recent_returns.purchase_number,
            recent_returns.gap_days,
            {{ exact_percentile("earlier.gap_days", 0.5) }} as median_gap_days
        from recent_returns
        left join
            int_purchase_gaps as earlier
            on recent_returns.customer_id = earlier.customer_id
            and earlier.purchase_number < recent_returns.purchase_number
        group by recent_returns.customer_id, recent_returns.purchase_number, recent_returns.gap_days
    ),

    -- distinct: a person may come back twice in the window
    won_back as (
        select distinct earlier_rhythms.customer_id
        from earlier_rhythms
        cross join common_rhythm
        where
            earlier_rhythms.gap_days > case
                when earlier_rhythms.purchase_number > {{ var("own_rhythm_purchases_min") }}
                then {{ var("lapsed_gap_multiple") }} * earlier_rhythms.median_gap_days
                else common_rhythm.lapsed_gap_days
            end
    ),

    -- The newest beginning among the sources of the first purchase's day: all of them must know
    -- the year before.
    first_sources as (
        select
            int_customer_days.customer_id,
            max(int_source_histories.history_begins_date) as history_begins_date
        from int_customer_days
        inner join
            rhythms
            on int_customer_days.customer_id = rhythms.customer_id
            and int_customer_days.order_date = rhythms.first_purchase_date
        inner join int_source_histories on int_customer_days.source = int_source_histories.source
        group by int_customer_days.customer_id
    ),

    judged as (
        select
            rhythms.customer_id,
            rhythms.purchase_date_count,
            rhythms.first_purchase_date,
            rhythms.last_purchase_date,
            rhythms.median_gap_days,
            {{ dbt.datediff("rhythms.last_purchase_date", as_of_date(), "day") }} as recency_days,
            case
                when rhythms.purchase_date_count >= {{ var("own_rhythm_purchases_min") }}
                then {{ var("slipping_gap_multiple") }} * rhythms.median_gap_days
                else common_rhythm.slipping_gap_days
            end as slipping_after_days,
            case
                when rhythms.purchase_date_count >= {{ var("own_rhythm_purchases_min") }}
                then {{ var("lapsed_gap_multiple") }} * rhythms.median_gap_days
                else common_rhythm.lapsed_gap_days
            end as lapsed_after_days,
            won_back.customer_id is not null as is_won_back,
            {{
                dbt.datediff(
                    "first_sources.history_begins_date", "rhythms.first_purchase_date", "day"
                )
            }} >= {{ var("complete_history_days") }} as is_history_complete
        from rhythms
        cross join common_rhythm
        left join won_back on rhythms.customer_id = won_back.customer_id
        left join first_sources on rhythms.customer_id = first_sources.customer_id
    )

select
    judged.customer_id,
    judged.purchase_date_count,
    judged.first_purchase_date,
    judged.last_purchase_date,
    judged.recency_days,
    cast(judged.median_gap_days as decimal(9, 1)) as median_gap_days,
    cast(judged.slipping_after_days as decimal(9, 1)) as slipping_after_days,
    cast(judged.lapsed_after_days as decimal(9, 1)) as lapsed_after_days,
    case
        when judged.recency_days > judged.lapsed_after_days
        then 'lapsed'
        when judged.recency_days > judged.slipping_after_days
        then 'slipping'
        when judged.is_won_back
        then 'won_back'
        when judged.purchase_date_count > 1
        then 'repeat'
        when judged.is_history_complete
        then 'first_time'
        else 'unknown'
    end as lifecycle
from judged
