{#-
    A query of every arm in this log under the present id of its person, with whom the person shares contact points; a log that does not stand yet is none.
    The model that asks has the CTEs elg_contact_groups and dim_customer_ids.
-#}
{% macro given_arms(log) %}
    {%- if log is none -%}
        {{
            no_rows(
                scope=dbt.type_string(),
                period=dbt.type_string(),
                arm=dbt.type_string(),
                control_share="decimal(9, 6)",
                stratum=dbt.type_string(),
                customer_id=dbt.type_string(),
                group_id=dbt.type_string(),
            )
        }}
    {%- else -%}
        select
            history.scope,
            history.period,
            history.arm,
            history.control_share,
            history.stratum,
            dim_customer_ids.present_customer_id as customer_id,
            coalesce(elg_contact_groups.group_id, dim_customer_ids.present_customer_id) as group_id
        from {{ log }} as history
        inner join dim_customer_ids on history.customer_id = dim_customer_ids.customer_id
        left join
            elg_contact_groups
            on dim_customer_ids.present_customer_id = elg_contact_groups.customer_id
        where dim_customer_ids.present_customer_id is not null
    {%- endif %}
{% endmacro %}
