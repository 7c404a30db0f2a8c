-- One row per customer_id and _build_seq.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where _build_seq <= {{ var('last_complete_build') }}{% endif %}",
    )
}}
-- depends_on: {{ ref("idn_touched_records") }}
-- depends_on: {{ ref("int_touched_orders") }}
-- depends_on: {{ ref("int_touched_interactions") }}
{% set standing_customers = standing("identity", "idn_customers") -%}
{% set standing_orders = standing("intermediate", "int_valued_orders") -%}
{% set standing_interactions = standing("marts", "fct_interactions", "marts") -%}
{% set standing_points = standing("marts", "fct_points", "marts") -%}
with
    idn_assignments as (select * from {{ ref("idn_assignments") }}),

    idn_reassigned as (select * from {{ ref("idn_reassigned") }}),

    int_orders as (select * from {{ ref("int_orders") }}),

    int_interactions as (select * from {{ ref("int_interactions") }}),

    int_points as (select * from {{ ref("int_points") }})

{%- if standing_customers and standing_orders and standing_interactions and standing_points %}
        ,

        standing_customers as (select * from {{ standing_customers }}),

        touched_orders as {{ touched_keys("int_touched_orders", "order_id") }},

        touched_interactions as {{ touched_keys("int_touched_interactions", "interaction_id") }},

        touched_points as (
            select int_points.points_entry_id
            from int_points
            where {{ is_news("int_points._load_seq") }}
            union
            select gone.points_entry_id
            from {{ gone_keys(ref("int_points"), standing_points, "points_entry_id") }} as gone
        ),

        touched_records as (
            select touched_keys.record_id
            from {{ touched_keys("idn_touched_records", "record_id") }} as touched_keys
            union
            select idn_reassigned.record_id
            from idn_reassigned
            union
            select int_orders.record_id
            from int_orders
            inner join touched_orders on int_orders.order_id = touched_orders.order_id
            union
            select int_interactions.record_id
            from int_interactions
            inner join
                touched_interactions
                on int_interactions.interaction_id = touched_interactions.interaction_id
            union
            select int_points.record_id
            from int_points
            inner join touched_points on int_points.points_entry_id = touched_points.points_entry_id
        ),

        before_and_after as (
            select standing_customers.customer_id
            from standing_customers
            inner join touched_records on standing_customers.record_id = touched_records.record_id
            union
            select idn_assignments.customer_id
            from idn_assignments
            inner join touched_records on idn_assignments.record_id = touched_records.record_id
            union
            select standing_orders.customer_id
            from {{ standing_orders }} as standing_orders
            inner join touched_orders on standing_orders.order_id = touched_orders.order_id
            union
            select standing_interactions.customer_id
            from {{ standing_interactions }} as standing_interactions
            inner join
                touched_interactions
                on standing_interactions.interaction_id = touched_interactions.interaction_id
            union
            select standing_points.customer_id
            from {{ standing_points }} as standing_points
            inner join
                touched_points on standing_points.points_entry_id = touched_points.points_entry_id
        )

    select before_and_after.customer_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from before_and_after
    where before_and_after.customer_id is not null
{%- else %}

    select idn_assignments.customer_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from idn_assignments
    where 1 = 0
{%- endif %}
