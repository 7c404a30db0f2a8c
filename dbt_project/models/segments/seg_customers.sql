-- One row per customer_id.
with
    customer_360 as (select * from {{ ref("customer_360") }}),

    people as (
        select
            customer_360.*,
            case when not customer_360.is_birth_date_suspect then customer_360.age end as known_age
        from customer_360
        where not customer_360.is_pseudo
    )

select
    people.customer_id,
    case
        when not people.is_customer
        then 'prospect'
        when people.is_top_80
        then 'drives'
        else 'steady'
    end as value_segment,
    coalesce(people.lifecycle, 'unknown') as lifecycle_segment,
    case
        when people.city is not null and people.province is not null
        then people.city || ', ' || people.province
        else coalesce(people.city, people.province, 'unknown')
    end as place_segment,
    case
        when people.known_age is null
        then 'unknown'
        when people.known_age < 18
        then 'under_18'
        when people.known_age < 25
        then '18_to_24'
        when people.known_age < 35
        then '25_to_34'
        when people.known_age < 45
        then '35_to_44'
        when people.known_age < 55
        then '45_to_54'
        when people.known_age < 65
        then '55_to_64'
        else '65_and_over'
    end as age_band,
    coalesce(people.gender, 'unknown') as gender_segment,
    coalesce(people.acquisition_source, 'unknown') as acquisition_source_segment
from people
