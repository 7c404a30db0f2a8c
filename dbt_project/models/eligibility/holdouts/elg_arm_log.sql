-- One row per scope, period and customer_id.
-- depends_on: {{ ref("elg_candidates") }}
-- depends_on: {{ ref("customer_360") }}
{%- set scopes = holdout_scopes() %}
with
    elg_contact_groups as (select * from {{ ref("elg_contact_groups") }}),

    dim_customer_ids as (select * from {{ ref("dim_customer_ids") }}),

    -- Who needs an arm: everybody for all promotions, the chosen for their audience. Whoever shares
    -- contact points counts as one, and belongs to the stratum of the first of them.
    subjects as (
        select
            cast(null as {{ dbt.type_string() }}) as scope,
            cast(null as {{ dbt.type_string() }}) as period,
            cast(null as decimal(9, 6)) as control_share,
            false as is_stratified,
            cast(null as {{ dbt.type_string() }}) as customer_id,
            cast(null as {{ dbt.type_string() }}) as group_id,
            '' as stratum
        where false
        {% for scope in scopes %}
            union all
            select
                '{{ scope.scope }}' as scope,
                '{{ scope.period }}' as period,
                cast({{ scope.share }} as decimal(9, 6)) as control_share,
                {{ "true" if scope.stratify_by else "false" }} as is_stratified,
                chosen.customer_id,
                coalesce(elg_contact_groups.group_id, chosen.customer_id) as group_id,
                {% for column in scope.stratify_by %}
                    coalesce(cast(heads.{{ column }} as {{ dbt.type_string() }}), '') || '/' ||
                {% endfor %} '' as stratum
            from
                {% if scope.scope == "*" %}
                    (
                        select customer_360.customer_id
                        from {{ ref("customer_360") }} as customer_360
                        where not customer_360.is_pseudo
                    ) as chosen
                {% else %}
                    (
                        select elg_candidates.customer_id
                        from {{ ref("elg_candidates") }} as elg_candidates
                        where elg_candidates.audience = '{{ scope.scope }}'
                    ) as chosen
                {% endif %}
            left join elg_contact_groups on chosen.customer_id = elg_contact_groups.customer_id
            left join
                {{ ref("customer_360") }} as heads
                on coalesce(elg_contact_groups.group_id, chosen.customer_id) = heads.customer_id
        {% endfor %}
    ),

    -- Every arm that was ever given, under the present id. A failed build's arms count: they would
    -- be drawn the same again.
    remembered as (
        {% if is_incremental() %}
            select
                history.scope,
                history.period,
                history.arm,
                history.stratum,
                dim_customer_ids.present_customer_id as customer_id,
                coalesce(
                    elg_contact_groups.group_id, dim_customer_ids.present_customer_id
                ) as group_id
            from {{ this }} as history
            inner join dim_customer_ids on history.customer_id = dim_customer_ids.customer_id
            left join
                elg_contact_groups
                on dim_customer_ids.present_customer_id = elg_contact_groups.customer_id
            where dim_customer_ids.present_customer_id is not null
        {% else %}
            select
                subjects.scope,
                subjects.period,
                '' as arm,
                subjects.stratum,
                subjects.customer_id,
                subjects.group_id
            from subjects
            where false
        {% endif %}
    ),

    remembered_people as (
        select remembered.scope, remembered.period, remembered.customer_id
        from remembered
        group by remembered.scope, remembered.period, remembered.customer_id
    ),

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
                hash_draw(
                    quoted(var("holdout_salt") ~ "|")
                    ~ " || subjects.scope || '|' || subjects.period || '|' || subjects.group_id"
                )
            }} as draw,
            remembered_groups.is_control
        from subjects
        left join
            remembered_groups
            on subjects.scope = remembered_groups.scope
            and subjects.period = remembered_groups.period
            and subjects.group_id = remembered_groups.group_id
        group by subjects.scope, subjects.period, subjects.group_id, remembered_groups.is_control
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
                else
                    ranked.draw_rank <= floor(
                        ranked.control_share * strata.group_count
                        +
                        {{
                            hash_draw(
                                quoted(var("holdout_salt") ~ "|")
                                ~ " || ranked.scope || '|' || ranked.period || '|stratum|' || ranked.stratum"
                            )
                        }}
                        / cast(4294967296 as decimal(18, 0))
                    )
                    - strata.control_count
            end as is_control_in_stratum,
            coalesce(
                ranked.is_control = 1, ranked.draw < ranked.control_share * 4294967296
            ) as is_control_by_draw
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
    case
        when subjects.is_stratified and given.is_control_in_stratum
        then 'control'
        when not subjects.is_stratified and given.is_control_by_draw
        then 'control'
        else 'treated'
    end as arm,
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
left join
    remembered_people
    on subjects.scope = remembered_people.scope
    and subjects.period = remembered_people.period
    and subjects.customer_id = remembered_people.customer_id
where remembered_people.customer_id is null
