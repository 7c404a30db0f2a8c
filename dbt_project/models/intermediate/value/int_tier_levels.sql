-- One row per tier_rank.
with
    levels as (
        {%- for level in var("tiers").get("levels", []) %}
            {%- set benefits = level.benefits | join(", ") %}
            select
                {{ level.rank }} as tier_rank,
                {{ dbt.string_literal(dbt.escape_single_quotes(level.name)) }} as tier,
                {{ level.threshold }} as threshold,
                {{ dbt.string_literal(dbt.escape_single_quotes(benefits)) }} as benefits
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
