-- One row per currency and rate_date.
{{ config(enabled=source_is_enabled("exchange_rates")) }}

with
    rates as (select * from {{ ref("stg_exchange_rates__rates_rows") }} where _fate = 'current'),

    -- Two spellings of one key, such as usd and USD, are one day's rate: the one delivered last.
    ranked_rates as (
        select
            *,
            row_number() over (
                partition by currency, rate_date order by _delivered_at desc, rate desc
            ) as newness,
        from rates
    )

select 'exchange_rates' as source, currency, rate_date, rate,
from ranked_rates
where newness = 1
