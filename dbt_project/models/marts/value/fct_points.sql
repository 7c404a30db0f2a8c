-- One row per points_entry_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
        on_schema_change="fail",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where customer_id is null{% endif %}",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
with
    idn_customers as (select * from {{ ref("idn_customers") }}),

    int_points as (select * from {{ ref("int_points") }}),

    -- Entries of a card that no member list names yet have no customer; they are read anew each
    -- time.
    entries as (
        select int_points.*, idn_customers.customer_id
        from int_points
        left join idn_customers on int_points.record_id = idn_customers.record_id
        {%- if is_incremental() %}
            where
                idn_customers.customer_id is null
                or idn_customers.customer_id
                in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    )

select
    entries.points_entry_id,
    entries.source,
    entries.record_id,
    entries.customer_id,
    entries.kind,
    entries.points,
    entries.occurred_at,
    entries.entry_date,
    entries.expires_date,
    cast(
        sum(entries.points) over (
            partition by coalesce(entries.customer_id, entries.record_id)
            order by entries.occurred_at, entries.points_entry_id
            rows between unbounded preceding and current row
        ) as bigint
    ) as balance_after
from entries
