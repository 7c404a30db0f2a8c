-- One row per scope, period and customer_id.
-- depends_on: {{ ref("elg_candidates") }}
-- depends_on: {{ ref("customer_360") }}
with
    elg_contact_groups as (select * from {{ ref("elg_contact_groups") }}),

    dim_customer_ids as (select * from {{ ref("dim_customer_ids") }}),

    subjects as ({{ holdout_subjects() }}),

    -- Every arm that was ever given, under the present id. A failed build's arms count: they would
    -- be drawn the same again.
    remembered as ({{ given_arms(this if is_incremental() else none) }}),

    remembered_groups as (
        select
            remembered.scope,
            remembered.period,
            remembered.group_id,
            min(remembered.stratum) as stratum,
            max(case when remembered.arm = 'control' then 1 else 0 end) as is_control
        from remembered
        group by remembered.scope, remembered.period, remembered.group_id
    ),

    drawn as (
        select
            subjects.scope,
            subjects.period,
            subjects.group_id,
            max(subjects.control_share) as control_share,
            min(subjects.stratum) as stratum,
            {{
                holdout_draw(
                    "subjects.scope || '|' || subjects.period || '|' || subjects.group_id"
                )
            }} as draw,
            subjects.is_stratified,
            remembered_groups.is_control
        from subjects
        left join
            remembered_groups
            on subjects.scope = remembered_groups.scope
            and subjects.period = remembered_groups.period
            and subjects.group_id = remembered_groups.group_id
        group by
            subjects.scope,
            subjects.period,
            subjects.group_id,
            subjects.is_stratified,
            remembered_groups.is_control
    ),

    strata as (
        select
            counted.scope,
            counted.period,
            counted.stratum,
            cast(sum(counted.group_count) as bigint) as group_count,
            cast(sum(counted.control_count) as bigint) as control_count
        from
            (
                select
                    drawn.scope,
                    drawn.period,
                    drawn.stratum,
                    count(*) as group_count,
                    0 as control_count
                from drawn
                where drawn.is_control is null
                group by drawn.scope, drawn.period, drawn.stratum
                union all
                select
                    remembered_groups.scope,
                    remembered_groups.period,
                    remembered_groups.stratum,
                    count(*) as group_count,
                    sum(remembered_groups.is_control) as control_count
                from remembered_groups
                group by
                    remembered_groups.scope, remembered_groups.period, remembered_groups.stratum
            ) as counted
        group by counted.scope, counted.period, counted.stratum
    ),

    ranked as (
        select
            drawn.*,
            row_number() over (
                partition by drawn.scope, drawn.period, drawn.stratum
                order by
                    case when drawn.is_control is null then 0 else 1 end, drawn.draw, drawn.group_id
            ) as draw_rank
        from drawn
    ),

    -- A stratum holds out its share of all groups that it ever had, rounded by a draw of its own;
    -- the lowest of the new ones fill what is missing.
    given as (
        select
            ranked.scope,
            ranked.period,
            ranked.group_id,
            case
                when ranked.is_control is not null
                then ranked.is_control = 1
                when not ranked.is_stratified
                then ranked.draw < ranked.control_share * 4294967296
                else
                    ranked.draw_rank <= floor(
                        ranked.control_share * strata.group_count
                        +
                        {{
                            holdout_draw(
                                "ranked.scope || '|' || ranked.period || '|stratum|' || ranked.stratum"
                            )
                        }}
                        / cast(4294967296 as decimal(18, 0))
                    )
                    - strata.control_count
            end as is_held_out
        from ranked
        inner join
            strata
            on ranked.scope = strata.scope
            and ranked.period = strata.period
            and ranked.stratum = strata.stratum
    )

select
    subjects.scope,
    subjects.period,
    subjects.customer_id,
    case when given.is_held_out then 'control' else 'treated' end as arm,
    subjects.control_share,
    subjects.stratum,
    {{ as_of_date() }} as as_of,
    cast({{ var("build_seq") }} as bigint) as build_seq
from subjects
inner join
    given
    on subjects.scope = given.scope
    and subjects.period = given.period
    and subjects.group_id = given.group_id
where
    not exists (
        select 1
        from remembered
        where
            remembered.scope = subjects.scope
            and remembered.period = subjects.period
            and remembered.customer_id = subjects.customer_id
    )
