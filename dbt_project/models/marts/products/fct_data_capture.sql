-- One row per source, store_id, cashier and week_begins_date.
with
    int_valued_orders as (
        select
            source,
            coalesce(store_id, '') as store_id,
            coalesce(cashier, '') as cashier,
            record_id,
            customer_id,
            order_id,
            ordered_at,
            order_date
        from {{ ref("int_valued_orders") }}
        where status = 'fulfilled' and order_date <= {{ as_of_date() }}
    ),

    int_customer_attributes as (
        select customer_id from {{ ref("int_customer_attributes") }} where not is_pseudo
    ),

    new_records as (
        select
            record_id,
            source,
            {{ business_date("first_seen_at") }} as first_seen_date,
            birth_date is not null as has_birth_date
        from {{ ref("idn_records") }}
        where not is_pseudo and {{ business_date("first_seen_at") }} <= {{ as_of_date() }}
    ),

    idn_identifiers as (select * from {{ ref("idn_identifiers") }} where is_valid),

    int_consents as (
        select contact_value
        from {{ ref("int_consents") }}
        where action = 'grant' and purpose = 'marketing' and occurred_at < {{ end_of_as_of() }}
        group by contact_value
    ),

    captured as (
        select
            idn_identifiers.record_id,
            max(case when idn_identifiers.kind = 'phone' then 1 else 0 end) as has_phone,
            max(case when int_consents.contact_value is not null then 1 else 0 end) as has_consent
        from idn_identifiers
        left join int_consents on idn_identifiers.value = int_consents.contact_value
        group by idn_identifiers.record_id
    ),

    first_orders as (
        select
            int_valued_orders.record_id,
            int_valued_orders.store_id,
            int_valued_orders.cashier,
            int_valued_orders.order_date,
            row_number() over (
                partition by int_valued_orders.record_id
                order by int_valued_orders.ordered_at, int_valued_orders.order_id
            ) as order_number
        from int_valued_orders
        where int_valued_orders.record_id is not null
    ),

    -- A record is of the counter of its first order, if it was made on the day of that order.
    entries as (
        select
            int_valued_orders.source,
            int_valued_orders.store_id,
            int_valued_orders.cashier,
            int_valued_orders.order_date as entry_date,
            1 as receipts,
            case when int_customer_attributes.customer_id is not null then 1 else 0 end as known,
            0 as records,
            0 as with_phone,
            0 as with_consent,
            0 as with_birth_date
        from int_valued_orders
        left join
            int_customer_attributes
            on int_valued_orders.customer_id = int_customer_attributes.customer_id
        union all
        select
            new_records.source,
            coalesce(first_orders.store_id, '') as store_id,
            coalesce(first_orders.cashier, '') as cashier,
            new_records.first_seen_date as entry_date,
            0 as receipts,
            0 as known,
            1 as records,
            coalesce(captured.has_phone, 0) as with_phone,
            coalesce(captured.has_consent, 0) as with_consent,
            case when new_records.has_birth_date then 1 else 0 end as with_birth_date
        from new_records
        left join captured on new_records.record_id = captured.record_id
        left join
            first_orders
            on new_records.record_id = first_orders.record_id
            and new_records.first_seen_date = first_orders.order_date
            and first_orders.order_number = 1
    ),

    sums as (
        select
            entries.source,
            entries.store_id,
            entries.cashier,
            cast({{ dbt.date_trunc("week", "entries.entry_date") }} as date) as week_begins_date,
            cast(sum(entries.receipts) as bigint) as receipt_count,
            cast(sum(entries.known) as bigint) as known_receipt_count,
            cast(sum(entries.records) as bigint) as new_record_count,
            cast(sum(entries.with_phone) as bigint) as new_record_with_phone_count,
            cast(sum(entries.with_consent) as bigint) as new_record_with_consent_count,
            cast(sum(entries.with_birth_date) as bigint) as new_record_with_birth_date_count
        from entries
        group by
            entries.source,
            entries.store_id,
            entries.cashier,
            cast({{ dbt.date_trunc("week", "entries.entry_date") }} as date)
    )

select
    sums.source,
    sums.store_id,
    sums.cashier,
    sums.week_begins_date,
    {{ dbt.dateadd("day", 6, "sums.week_begins_date") }} <= {{ as_of_date() }} as is_week_complete,
    sums.receipt_count,
    sums.known_receipt_count,
    {{ share_of("sums.known_receipt_count", "sums.receipt_count") }} as known_receipt_share,
    sums.new_record_count,
    sums.new_record_with_phone_count,
    {{ share_of("sums.new_record_with_phone_count", "sums.new_record_count") }}
    as new_record_with_phone_share,
    sums.new_record_with_consent_count,
    {{ share_of("sums.new_record_with_consent_count", "sums.new_record_count") }}
    as new_record_with_consent_share,
    sums.new_record_with_birth_date_count,
    {{ share_of("sums.new_record_with_birth_date_count", "sums.new_record_count") }}
    as new_record_with_birth_date_share
from sums
