-- One row per audience and customer_id.
with
    stg_written_people as (select * from {{ ref("stg_written_people") }}),

    idn_resolutions as (select * from {{ ref("idn_resolutions") }}),

    -- A file counts that was sent, or that may still be; one of this as_of is the file that is
    -- being decided on.
    counted as (
        select
            stg_written_people.audience,
            stg_written_people.customer_id,
            max(stg_written_people.as_of) as written_for_date
        from stg_written_people
        where
            stg_written_people.as_of < {{ as_of_date() }}
            and (
                stg_written_people.sent_at < {{ end_of_as_of() }}
                or stg_written_people.expires_at > {{ end_of_as_of() }}
            )
        group by stg_written_people.audience, stg_written_people.customer_id
    ),

    present as (
        select
            counted.audience,
            idn_resolutions.present_customer_id as customer_id,
            max(counted.written_for_date) as written_for_date
        from counted
        inner join idn_resolutions on counted.customer_id = idn_resolutions.customer_id
        where idn_resolutions.present_customer_id is not null
        group by counted.audience, idn_resolutions.present_customer_id
    )

select
    present.audience,
    present.customer_id,
    present.written_for_date,
    {{ dbt.datediff("present.written_for_date", as_of_date(), "day") }} as days_since,
    {{
        utc_from_local(
            "cast(" ~ dbt.dateadd("day", 1, "present.written_for_date") ~ " as timestamp)"
        )
    }} as written_until_at
from present
