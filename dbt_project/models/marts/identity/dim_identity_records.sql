-- One row per record_id.
with
    idn_customers as (select * from {{ ref("idn_customers") }}),

    idn_records as (select * from {{ ref("idn_records") }})

select
    idn_records.record_id,
    idn_customers.customer_id,
    idn_records.record_id = idn_customers.anchor_record_id as is_anchor,
    idn_records.source,
    idn_records.source_key,
    idn_records.first_seen_at,
    idn_records.updated_at,
    idn_records.full_name,
    idn_records.birth_date,
    idn_records.gender,
    idn_records.place,
    idn_records.is_pseudo,
    idn_records.is_deleted
from idn_records
inner join idn_customers on idn_records.record_id = idn_customers.record_id
