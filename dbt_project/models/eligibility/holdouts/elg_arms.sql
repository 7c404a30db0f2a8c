-- One row per scope and customer_id.
with
    elg_arm_log as (select * from {{ ref("elg_arm_log") }}),

    elg_contact_groups as (select * from {{ ref("elg_contact_groups") }}),

    dim_customer_ids as (select * from {{ ref("dim_customer_ids") }}),

    scopes as (
        select
            cast(null as {{ dbt.type_string() }}) as scope,
            cast(null as {{ dbt.type_string() }}) as period
        where false
        {% for scope in holdout_scopes() %}
            union all
            select '{{ scope.scope }}' as scope, '{{ scope.period }}' as period
        {% endfor %}
    ),

    present as (
        select
            elg_arm_log.scope,
            dim_customer_ids.present_customer_id as customer_id,
            coalesce(elg_contact_groups.group_id, dim_customer_ids.present_customer_id) as group_id,
            elg_arm_log.arm,
            elg_arm_log.control_share
        from elg_arm_log
        inner join scopes on elg_arm_log.scope = scopes.scope and elg_arm_log.period = scopes.period
        inner join dim_customer_ids on elg_arm_log.customer_id = dim_customer_ids.customer_id
        left join
            elg_contact_groups
            on dim_customer_ids.present_customer_id = elg_contact_groups.customer_id
        where dim_customer_ids.present_customer_id is not null
    ),

    -- Those who share a contact point share an arm. Where theirs differ since they were merged or
    -- came to share one, all are held out, and none is analysed.
    shared as (
        select
            present.scope,
            present.group_id,
            case
                when min(present.arm) = max(present.arm) then min(present.arm) else 'mixed'
            end as arm
        from present
        group by present.scope, present.group_id
    )

select present.scope, present.customer_id, shared.arm, min(present.control_share) as control_share
from present
inner join shared on present.scope = shared.scope and present.group_id = shared.group_id
group by present.scope, present.customer_id, shared.arm
