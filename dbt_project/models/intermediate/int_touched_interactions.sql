-- One row per interaction_id and _build_seq.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where _build_seq <= {{ var('last_complete_build') }}{% endif %}",
    )
}}
-- depends_on: {{ ref("int_touched_devices") }}
{% set standing_interactions = standing("marts", "fct_interactions", "marts") -%}
with
    int_source_interactions as (select * from {{ ref("int_source_interactions") }}),

    idn_reassigned as (select * from {{ ref("idn_reassigned") }})

{%- if standing_interactions %}
        ,

        standing_interactions as (select * from {{ standing_interactions }}),

        touched as (
            select int_source_interactions.interaction_id
            from int_source_interactions
            where {{ is_news("int_source_interactions._load_seq") }}
            union
            select gone.interaction_id
            from
                {{
                    gone_keys(
                        ref("int_source_interactions"), standing_interactions, "interaction_id"
                    )
                }} as gone
            union
            select standing_interactions.interaction_id
            from standing_interactions
            inner join idn_reassigned on standing_interactions.record_id = idn_reassigned.record_id
            union
            -- Whose device it was is known otherwise now.
            select int_source_interactions.interaction_id
            from int_source_interactions
            where
                int_source_interactions.record_id is null
                and int_source_interactions.device_id
                in {{ touched_keys("int_touched_devices", "device_id") }}
        )

    select touched.interaction_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from touched
{%- else %}

    select
        int_source_interactions.interaction_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from int_source_interactions
    where 1 = 0
{%- endif %}
