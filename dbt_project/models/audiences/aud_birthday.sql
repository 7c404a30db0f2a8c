-- One row per customer_id.
with
    customer_360 as (select * from {{ ref("customer_360") }}),

    birthdays as (
        select customer_360.*, {{ next_anniversary("customer_360.birth_date") }} as birthday_date
        from customer_360
    )

select birthdays.customer_id, birthdays.salutation, birthdays.name_to_call, birthdays.birthday_date
from birthdays
where
    true
    and not birthdays.is_pseudo
    and not birthdays.is_birth_date_suspect
    and birthdays.birthday_date
    <= {{ dbt.dateadd("day", var("birthday_days_ahead"), as_of_date()) }}
