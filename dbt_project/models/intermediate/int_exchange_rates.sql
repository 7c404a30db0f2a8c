-- One row per currency and rate_date.
with
    exchange_rates as ({{ conformed("exchange_rates") }}),

    -- Two sources may tell one day's rate; the first by name speaks.
    ranked as (
        select
            exchange_rates.*,
            row_number() over (
                partition by exchange_rates.currency, exchange_rates.rate_date
                order by exchange_rates.source, exchange_rates.rate desc
            ) as preference
        from exchange_rates
        where exchange_rates.currency <> '{{ var("currency") }}' and exchange_rates.rate > 0
    )

select ranked.currency, ranked.rate_date, ranked.rate, ranked.source
from ranked
where ranked.preference = 1
