-- One row per campaign_kind, campaign_id, dimension, segment and outcome.
with
    int_campaign_arms as (select * from {{ ref("int_campaign_arms") }}),

    int_campaign_effects as (select * from {{ ref("int_campaign_effects") }}),

    sided as (
        select
            int_campaign_arms.campaign_kind,
            int_campaign_arms.campaign_id,
            int_campaign_arms.dimension,
            int_campaign_arms.segment,
            int_campaign_arms.outcome,
            sum(
                case when int_campaign_arms.arm = 'treated' then int_campaign_arms.people else 0 end
            ) as treated_people,
            sum(
                case when int_campaign_arms.arm = 'control' then int_campaign_arms.people else 0 end
            ) as control_people,
            sum(
                case when int_campaign_arms.arm = 'treated' then int_campaign_arms.total else 0 end
            ) as treated_total,
            sum(
                case when int_campaign_arms.arm = 'control' then int_campaign_arms.total else 0 end
            ) as control_total,
            sum(int_campaign_arms.uncosted_count) as uncosted_count
        from int_campaign_arms
        group by
            int_campaign_arms.campaign_kind,
            int_campaign_arms.campaign_id,
            int_campaign_arms.dimension,
            int_campaign_arms.segment,
            int_campaign_arms.outcome
    )

select
    sided.campaign_kind,
    sided.campaign_id,
    sided.dimension,
    sided.segment,
    sided.outcome,
    cast(sided.treated_people as bigint) as treated_people,
    cast(sided.control_people as bigint) as control_people,
    cast(sided.treated_total as decimal(18, 2)) as treated_total,
    cast(sided.control_total as decimal(18, 2)) as control_total,
    int_campaign_effects.uplift,
    int_campaign_effects.uplift_low,
    int_campaign_effects.uplift_high,
    int_campaign_effects.p_value,
    int_campaign_effects.relative_uplift,
    int_campaign_effects.cuped_uplift,
    int_campaign_effects.cuped_low,
    int_campaign_effects.cuped_high,
    int_campaign_effects.cuped_p_value,
    int_campaign_effects.sample_ratio_p_value,
    int_campaign_effects.people_needed_more
from sided
left join
    int_campaign_effects
    on sided.campaign_kind = int_campaign_effects.campaign_kind
    and sided.campaign_id = int_campaign_effects.campaign_id
    and sided.dimension = int_campaign_effects.dimension
    and sided.segment = int_campaign_effects.segment
    and sided.outcome = int_campaign_effects.outcome
-- What goods cost whose cost is unknown is no margin.
where sided.outcome <> 'margin' or sided.uncosted_count = 0
