-- One row per customer_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        full_refresh=false,
        database="history",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where first_build_seq > {{ var('last_complete_build') }}{% endif %}",
    )
}}
with idn_customers as (select * from {{ ref("idn_customers") }})

-- distinct: a customer has as many rows as records
select distinct
    idn_customers.customer_id,
    idn_customers.anchor_record_id,
    cast({{ var("build_seq") }} as bigint) as first_build_seq
from idn_customers
{%- if is_incremental() %}
    where idn_customers.customer_id not in (select customer_id from {{ this }})
{%- endif %}
