-- One row per tier_rank.
with levels as (
{%- for level in var("tiers").get("levels", []) %}
            select
                {{ level.rank }} as tier_rank, '{{ level.name | replace("' ", " '' ") }}' as tier,
                {{ level.threshold }} as threshold,
                '{{ level.benefits | join("
    ;
    ") | replace(" '", "''") }}' as benefits
    {%- if not loop.last %}
        union all
    {%- endif %}
        {%- else %}select 0 as tier_rank, '' as tier, 0 as threshold, '' as benefits where 1 = 0
        {%- endfor %}
    )

select
    cast(levels.tier_rank as integer) as tier_rank,
    cast(levels.tier as varchar) as tier,
    cast(levels.threshold as decimal(18, 2)) as threshold,
    cast(levels.benefits as varchar) as benefits
from levels
