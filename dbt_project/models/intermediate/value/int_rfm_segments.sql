-- One row per recency_score, frequency_score and monetary_score.
with
    rfm_segments as (select * from {{ ref("rfm_segments") }}),

    scores as (
        select 1 as score
        union all
        select 2 as score
        union all
        select 3 as score
        union all
        select 4 as score
        union all
        select 5 as score
    ),

    fitting as (
        select
            recency.score as recency_score,
            frequency.score as frequency_score,
            monetary.score as monetary_score,
            rfm_segments.segment,
            row_number() over (
                partition by recency.score, frequency.score, monetary.score
                order by rfm_segments.priority
            ) as preference
        from scores as recency
        cross join scores as frequency
        cross join scores as monetary
        inner join
            rfm_segments
            on recency.score between rfm_segments.recency_min and rfm_segments.recency_max
            and frequency.score between rfm_segments.frequency_min and rfm_segments.frequency_max
            and monetary.score between rfm_segments.monetary_min and rfm_segments.monetary_max
    )

select fitting.recency_score, fitting.frequency_score, fitting.monetary_score, fitting.segment
from fitting
where fitting.preference = 1
