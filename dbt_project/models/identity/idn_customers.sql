-- One row per record_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="idn_affected",
        touched_key="record_id",
    )
}}
-- The touched sets are committed before assignments change.
-- depends_on: {{ ref("idn_affected") }}
-- depends_on: {{ ref("int_touched_orders") }}
-- depends_on: {{ ref("int_touched_interactions") }}
-- depends_on: {{ ref("int_touched_customers") }}
with idn_assignments as (select * from {{ ref("idn_assignments") }})

select
    idn_assignments.record_id,
    idn_assignments.customer_id,
    idn_assignments.component_id,
    idn_assignments.anchor_record_id
from idn_assignments
