{#-
    A query of who needs an arm of which scope: everybody for all promotions, the chosen for their audience. Whoever shares contact points counts as one
    (`group_id`) and belongs to the stratum of the first of them. The model that asks has the CTE elg_contact_groups.
-#}
{% macro holdout_subjects() %}
    {{
        no_rows(
            scope=dbt.type_string(),
            period=dbt.type_string(),
            control_share="decimal(9, 6)",
            is_stratified="boolean",
            customer_id=dbt.type_string(),
            group_id=dbt.type_string(),
            stratum=dbt.type_string(),
        )
    }}
    {%- for scope in holdout_scopes() %}
        union all
        select
            '{{ scope.scope }}' as scope,
            '{{ scope.period }}' as period,
            cast({{ scope.share }} as decimal(9, 6)) as control_share,
            {{ "true" if scope.stratify_by else "false" }} as is_stratified,
            chosen.customer_id,
            coalesce(elg_contact_groups.group_id, chosen.customer_id) as group_id,
            {% for column in scope.stratify_by -%}
                coalesce(cast(heads.{{ column }} as {{ dbt.type_string() }}), '') || '/' ||
            {% endfor -%}
            '' as stratum
        from
            {% if scope.scope == "*" -%}
                (
                    select customer_360.customer_id
                    from {{ ref("customer_360") }} as customer_360
                    where not customer_360.is_pseudo
                ) as chosen
            {%- else -%}
                (
                    select elg_candidates.customer_id
                    from {{ ref("elg_candidates") }} as elg_candidates
                    where elg_candidates.audience = '{{ scope.scope }}'
                ) as chosen
            {%- endif %}
        left join elg_contact_groups on chosen.customer_id = elg_contact_groups.customer_id
        left join
            {{ ref("customer_360") }} as heads
            on coalesce(elg_contact_groups.group_id, chosen.customer_id) = heads.customer_id
    {%- endfor %}
{% endmacro %}
