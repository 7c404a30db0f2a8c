-- One row per customer_id and order_date.
{%- set so_far = "partition by int_purchase_gaps.customer_id order by int_purchase_gaps.order_date rows between unbounded preceding and current row" %}
with
    int_purchase_gaps as (select * from {{ ref("int_purchase_gaps") }}),

    int_main_categories as (select * from {{ ref("int_main_categories") }}),

    int_category_rhythms as (select * from {{ ref("int_category_rhythms") }}),

    -- Years between two purchases, where they lie a season apart: 11 months and 13 are a year.
    gaps as (
        select
            int_purchase_gaps.*,
            case
                when
                    int_purchase_gaps.gap_days > {{ var("season_days") }}
                    and abs(
                        int_purchase_gaps.gap_days
                        - 365 * cast(round(int_purchase_gaps.gap_days / 365.0) as integer)
                    )
                    <= {{ var("season_days") }}
                then 1
                else 0
            end as is_year_apart,
            case
                when int_purchase_gaps.gap_days <= {{ var("season_days") }} then 1 else 0
            end as is_same_season
        from int_purchase_gaps
    ),

    -- A rhythm of one's own takes so many purchases; only for those is the median so far needed.
    regulars as (
        select int_purchase_gaps.customer_id
        from int_purchase_gaps
        group by int_purchase_gaps.customer_id
        having count(*) >= {{ var("own_rhythm_purchases_min") }}
    ),

    medians as (
        select
            int_purchase_gaps.customer_id,
            int_purchase_gaps.order_date,
            {{ exact_percentile("int_purchase_gaps.gap_days", 0.5) }} over (
                {{ so_far }}
            ) as median_gap_days
        from int_purchase_gaps
        where int_purchase_gaps.customer_id in (select regulars.customer_id from regulars)
    ),

    measured as (
        select
            int_purchase_gaps.customer_id,
            int_purchase_gaps.order_date,
            int_purchase_gaps.purchase_number,
            int_purchase_gaps.gap_days,
            min(int_purchase_gaps.order_date) over ({{ so_far }}) as first_purchase_date,
            lead(int_purchase_gaps.order_date) over (
                partition by int_purchase_gaps.customer_id order by int_purchase_gaps.order_date
            ) as next_purchase_date,
            sum(int_purchase_gaps.is_year_apart) over ({{ so_far }}) as years_apart,
            sum(int_purchase_gaps.is_year_apart + int_purchase_gaps.is_same_season) over (
                {{ so_far }}
            ) as seasonal_gaps
        from gaps as int_purchase_gaps
    ),

    judged as (
        select
            measured.*,
            medians.median_gap_days,
            measured.years_apart >= {{ var("seasons_min") }} - 1
            and measured.seasonal_gaps = measured.purchase_number - 1 as is_seasonal,
            coalesce(
                category.slipping_after_days, everybody.slipping_after_days
            ) as common_slipping_after_days,
            coalesce(
                category.lapsed_after_days, everybody.lapsed_after_days
            ) as common_lapsed_after_days
        from measured
        left join
            medians
            on measured.customer_id = medians.customer_id
            and measured.order_date = medians.order_date
        left join int_main_categories on measured.customer_id = int_main_categories.customer_id
        left join
            int_category_rhythms as category
            on int_main_categories.main_category = category.category
        left join int_category_rhythms as everybody on everybody.category = ''
    ),

    limited as (
        select
            judged.*,
            case
                when judged.is_seasonal
                then 365
                when judged.purchase_number >= {{ var("own_rhythm_purchases_min") }}
                then {{ var("slipping_gap_multiple") }} * judged.median_gap_days
                else judged.common_slipping_after_days
            end as slipping_after_days,
            case
                when judged.is_seasonal
                then 365 + {{ var("season_days") }}
                when judged.purchase_number >= {{ var("own_rhythm_purchases_min") }}
                then {{ var("lapsed_gap_multiple") }} * judged.median_gap_days
                else judged.common_lapsed_after_days
            end as lapsed_after_days
        from judged
    ),

    -- Whether somebody had lapsed is judged by the rhythm before they came back.
    compared as (
        select
            limited.*,
            case
                when
                    limited.gap_days > lag(limited.lapsed_after_days) over (
                        partition by limited.customer_id order by limited.order_date
                    )
                    and limited.gap_days >= {{ var("won_back_gap_days_min") }}
                then limited.order_date
            end as came_back_date
        from limited
    )

select
    compared.customer_id,
    compared.order_date,
    compared.purchase_number,
    compared.gap_days,
    compared.first_purchase_date,
    compared.next_purchase_date,
    compared.is_seasonal,
    cast(compared.slipping_after_days as decimal(9, 1)) as slipping_after_days,
    cast(compared.lapsed_after_days as decimal(9, 1)) as lapsed_after_days,
    max(compared.came_back_date) over (
        partition by compared.customer_id
        order by compared.order_date
        rows between unbounded preceding and current row
    ) as won_back_date
from compared
