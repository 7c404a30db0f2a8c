-- One row per customer of the shop, and one per address, number or name by which orders know
-- somebody.
{{
    config(
        enabled=source_is_enabled("shopify"),
        materialized="incremental",
        incremental_strategy="touched",
        touched_key="record_id",
    )
}}

with
    of_orders as ({{ sale_customers("shopify") }}),

    accounts as (
        select
            'shopify:account:' || customer_id as record_id,
            'shopify' as source,
            'account:' || customer_id as source_key,
            _first_seen_at as first_seen_at,
            _last_delivered_at as updated_at,
            full_name,
            email,
            phone,
            cast(null as date) as birth_date,
            cast(null as varchar) as gender,
            place,
            country,
            postal_code,
            cast(null as varchar) as occupation,
            cast(null as varchar) as acquisition_source,
            {{ is_pseudo_account("full_name") }} as is_pseudo,
            false as is_deleted,
            _last_load_seq as _load_seq,
        from {{ ref("stg_shopify__customers_rows") }}
        where
            _fate = 'current'
            {%- if is_incremental() %} and _last_load_seq > {{ var("loads_above") }} {%- endif %}
    )

select *
from of_orders
union all
select *
from accounts
