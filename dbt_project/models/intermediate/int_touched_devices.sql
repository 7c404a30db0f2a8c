-- One row per device_id and _build_seq.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where _build_seq <= {{ var('last_complete_build') }}{% endif %}",
    )
}}
{% set standing_interactions = standing("marts", "fct_interactions", "marts") -%}
with int_source_interactions as (select * from {{ ref("int_source_interactions") }})

{%- if standing_interactions %}
        ,

        standing_interactions as (
            select * from {{ standing_interactions }} where device_id is not null
        ),

        loaded as (
            select
                int_source_interactions.interaction_id,
                int_source_interactions.device_id,
                int_source_interactions.record_id
            from int_source_interactions
            where {{ is_news("int_source_interactions._load_seq") }}
        ),

        -- Where somebody signed in, signed in differently before, or did so in an event that is
        -- gone.
        touched as (
            select loaded.device_id
            from loaded
            where loaded.device_id is not null and loaded.record_id is not null
            union
            select standing_interactions.device_id
            from standing_interactions
            inner join loaded on standing_interactions.interaction_id = loaded.interaction_id
            union
            select standing_interactions.device_id
            from standing_interactions
            where
                standing_interactions.interaction_id
                in {{
                    gone_keys(
                        ref("int_source_interactions"), standing_interactions, "interaction_id"
                    )
                }}
        )

    select touched.device_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from touched
{%- else %}

    select int_source_interactions.device_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from int_source_interactions
    where 1 = 0
{%- endif %}
