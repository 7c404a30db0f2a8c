-- One row per device_id and ordinal.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_devices",
        touched_key="device_id",
    )
}}
-- depends_on: {{ ref("int_touched_devices") }}
with
    sign_ins as (
        select
            int_source_interactions.device_id,
            int_source_interactions.occurred_at,
            int_source_interactions.interaction_id,
            int_source_interactions.record_id,
            lag(int_source_interactions.record_id) over (
                partition by int_source_interactions.device_id
                order by int_source_interactions.occurred_at, int_source_interactions.interaction_id
            ) as former_record_id
        from {{ ref("int_source_interactions") }} as int_source_interactions
        where
            int_source_interactions.device_id is not null
            and int_source_interactions.record_id is not null
            and int_source_interactions.occurred_at is not null
            {%- if is_incremental() %}
                and int_source_interactions.device_id
                in {{ touched_keys("int_touched_devices", "device_id") }}
            {%- endif %}
    ),

    -- Of two people who sign in at one moment the later event's stays.
    changes as (
        select
            sign_ins.device_id,
            sign_ins.occurred_at,
            sign_ins.record_id,
            sign_ins.former_record_id is null as is_first,
            row_number() over (
                partition by sign_ins.device_id
                order by sign_ins.occurred_at, sign_ins.interaction_id
            ) as ordinal
        from sign_ins
        where sign_ins.former_record_id is distinct from sign_ins.record_id
    )

select
    changes.device_id,
    changes.ordinal,
    changes.record_id,
    case when not changes.is_first then changes.occurred_at end as begins_at,
    lead(changes.occurred_at) over (
        partition by changes.device_id order by changes.ordinal
    ) as ends_at
from changes
