-- One row per category; the empty category is everybody.
with
    int_purchase_gaps as (select * from {{ ref("int_purchase_gaps") }} where gap_days is not null),

    int_main_categories as (select * from {{ ref("int_main_categories") }}),

    gaps as (
        select int_main_categories.main_category as category, int_purchase_gaps.gap_days
        from int_purchase_gaps
        inner join
            int_main_categories on int_purchase_gaps.customer_id = int_main_categories.customer_id
        union all
        select '' as category, int_purchase_gaps.gap_days
        from int_purchase_gaps
    ),

    rhythms as (
        select
            gaps.category,
            count(*) as gap_count,
            {{ exact_percentile("gaps.gap_days", 0.25) }} as lower_quartile_gap_days,
            {{ exact_percentile("gaps.gap_days", 0.5) }} as median_gap_days,
            {{ exact_percentile("gaps.gap_days", 0.75) }} as upper_quartile_gap_days,
            {{ exact_percentile("gaps.gap_days", var("slipping_gap_percentile")) }}
            as slipping_after_days,
            {{ exact_percentile("gaps.gap_days", var("lapsed_gap_percentile")) }}
            as lapsed_after_days
        from gaps
        group by gaps.category
    )

select
    rhythms.category,
    cast(rhythms.gap_count as bigint) as gap_count,
    cast(rhythms.lower_quartile_gap_days as decimal(9, 1)) as lower_quartile_gap_days,
    cast(rhythms.median_gap_days as decimal(9, 1)) as median_gap_days,
    cast(rhythms.upper_quartile_gap_days as decimal(9, 1)) as upper_quartile_gap_days,
    cast(rhythms.slipping_after_days as decimal(9, 1)) as slipping_after_days,
    cast(rhythms.lapsed_after_days as decimal(9, 1)) as lapsed_after_days
from rhythms
where rhythms.category = '' or rhythms.gap_count >= {{ var("category_gaps_min") }}
