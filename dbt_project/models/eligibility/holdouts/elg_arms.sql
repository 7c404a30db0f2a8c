-- One row per scope and customer_id.
with
    elg_contact_groups as (select * from {{ ref("elg_contact_groups") }}),

    dim_customer_ids as (select * from {{ ref("dim_customer_ids") }}),

    scopes as (
        {{ no_rows(scope=dbt.type_string(), period=dbt.type_string()) }}
        {% for scope in holdout_scopes() %}
            union all
            select '{{ scope.scope }}' as scope, '{{ scope.period }}' as period
        {% endfor %}
    ),

    given as ({{ given_arms(ref("elg_arm_log")) }}),

    present as (
        select given.scope, given.customer_id, given.group_id, given.arm, given.control_share
        from given
        inner join scopes on given.scope = scopes.scope and given.period = scopes.period
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
