-- One row per tier_rank.
with int_tier_levels as (select * from {{ ref("int_tier_levels") }})

select
    int_tier_levels.tier_rank,
    int_tier_levels.tier,
    '{{ var("tiers").get("basis", "spend") }}' as basis,
    cast({{ var("tiers").get("window_days", 365) }} as integer) as window_days,
    int_tier_levels.threshold,
    int_tier_levels.benefits
from int_tier_levels
