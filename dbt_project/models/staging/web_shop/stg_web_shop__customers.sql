-- One row per account of the web shop.
{{ config(enabled=source_is_enabled("web_shop")) }}

with accounts as (select * from {{ ref("stg_web_shop__customers_rows") }} where _fate = 'current')

select
    'web_shop:' || customer_id as record_id,
    'web_shop' as source,
    customer_id as source_key,
    _first_seen_at as first_seen_at,
    updated_at,
    full_name,
    email,
    phone,
    birth_date,
    gender,
    city as place,
    '{{ var("phone_region") }}' as country,
    postal_code,
    occupation,
    acquisition_source,
    {{ is_pseudo_account("full_name") }} as is_pseudo,
    false as is_deleted,
    _last_load_seq as _load_seq,
from accounts
