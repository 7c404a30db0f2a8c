-- One row per customer_id.
-- depends_on: {{ ref("elg_contact_points") }}
{% if holdout_scopes() %}
    with
        holders as (
            select
                elg_contact_points.customer_id,
                min(elg_contact_points.customer_id) over (
                    partition by elg_contact_points.contact_hash
                ) as first_customer_id
            from {{ ref("elg_contact_points") }} as elg_contact_points
        ),

        -- distinct: two people may share several contact points
        shared as (
            select distinct holders.customer_id, holders.first_customer_id
            from holders
            where holders.customer_id <> holders.first_customer_id
        ),

        pairs as (
            select shared.customer_id as left_node, shared.first_customer_id as right_node
            from shared
            union all
            select shared.first_customer_id as left_node, shared.customer_id as right_node
            from shared
        ),

        grouped as ({{ connected_groups("pairs") }})

    select grouped.node as customer_id, grouped.group_node as group_id
    from grouped
{% else %}
    select
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as {{ dbt.type_string() }}) as group_id
    where false
{% endif %}
