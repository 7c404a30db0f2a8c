-- One row per record that has no customer, or customer row whose record is not delivered any more.
with
    idn_source_records as (select * from {{ ref("idn_source_records") }}),

    idn_customers as (select * from {{ ref("idn_customers") }})

select
    idn_source_records.record_id as delivered_record_id,
    idn_customers.record_id as assigned_record_id
from idn_source_records
full outer join idn_customers on idn_source_records.record_id = idn_customers.record_id
where idn_source_records.record_id is null or idn_customers.record_id is null
