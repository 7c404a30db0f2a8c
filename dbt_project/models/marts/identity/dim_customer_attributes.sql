-- One row per customer_id and attribute.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
        on_schema_change="fail",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
with
    int_surviving_attributes as (
        select *
        from {{ ref("int_surviving_attributes") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    )

select
    int_surviving_attributes.customer_id,
    int_surviving_attributes.attribute,
    int_surviving_attributes.source,
    int_surviving_attributes.record_id,
    int_surviving_attributes.rule,
    int_surviving_attributes.confirmed_at,
    {{ business_date("int_surviving_attributes.confirmed_at") }} as confirmed_date,
    int_surviving_attributes.record_count,
    int_surviving_attributes.value_count
from int_surviving_attributes
