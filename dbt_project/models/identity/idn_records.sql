-- One row per record_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="idn_touched_records",
        touched_key="record_id",
    )
}}
-- depends_on: {{ ref("idn_touched_records") }}
with idn_source_records as (select * from {{ ref("idn_source_records") }})

select
    idn_source_records.record_id,
    idn_source_records.source,
    idn_source_records.source_key,
    idn_source_records.first_seen_at,
    idn_source_records.updated_at,
    idn_source_records.full_name,
    idn_source_records.email,
    idn_source_records.phone,
    idn_source_records.birth_date,
    idn_source_records.gender,
    idn_source_records.place,
    idn_source_records.country,
    idn_source_records.postal_code,
    idn_source_records.occupation,
    idn_source_records.acquisition_source,
    idn_source_records.national_id,
    idn_source_records.loyalty_number,
    idn_source_records.social_handle,
    idn_source_records.address,
    idn_source_records.is_pseudo,
    idn_source_records.is_deleted
from idn_source_records
{%- if is_incremental() %}
    where idn_source_records.record_id in {{ touched_keys("idn_touched_records", "record_id") }}
{%- endif %}
