-- One row per customer_id.
-- The rule of each dimension stands in the macro segment_rules; what it looks at is gathered here.
with
    customer_360 as (select * from {{ ref("customer_360") }}),

    fct_interactions as (select * from {{ ref("fct_interactions") }}),

    places as (select * from {{ ref("places") }}),

    areas as (
        select
            cast(null as {{ dbt.type_string() }}) as area,
            cast(null as decimal(9, 4)) as latitude,
            cast(null as decimal(9, 4)) as longitude,
            cast(null as decimal(9, 1)) as radius_km,
            cast(null as integer) as area_number
        where false
        {% for area in var("areas") %}
            union all
            select
                {{ quoted(area.name) }},
                {{ area.latitude }},
                {{ area.longitude }},
                {{ area.radius_km }},
                {{ loop.index }}
        {% endfor %}
    ),

    -- Of several areas around a place the one declared first is its area.
    areas_of_places as (
        select places.place_id, min(areas.area_number) as area_number
        from places
        cross join areas
        where
            {{
                distance_km(
                    "areas.latitude", "areas.longitude", "places.latitude", "places.longitude"
                )
            }} <= areas.radius_km
        group by places.place_id
    ),

    placed as (
        select
            places.place_id,
            case when areas.area is null then 'elsewhere' else areas.area end as area
        from places
        left join areas_of_places on places.place_id = areas_of_places.place_id
        left join areas on areas_of_places.area_number = areas.area_number
    ),

    -- The first event that a person visited; the campaign where the source names one.
    event_visits as (
        select
            fct_interactions.customer_id,
            fct_interactions.event_date,
            coalesce(
                fct_interactions.campaign_id,
                fct_interactions.source
                || ' '
                || cast(fct_interactions.event_date as {{ dbt.type_string() }})
            ) as event_name,
            row_number() over (
                partition by fct_interactions.customer_id
                order by fct_interactions.occurred_at, fct_interactions.interaction_id
            ) as visit_number
        from fct_interactions
        where
            fct_interactions.kind = 'event_visit'
            and fct_interactions.customer_id is not null
            and fct_interactions.event_date <= {{ as_of_date() }}
    ),

    first_event_visits as (select * from event_visits where visit_number = 1),

    people as (
        select
            customer_360.*,
            case when not customer_360.is_birth_date_suspect then customer_360.age end as known_age,
            coalesce(placed.area, 'unknown') as area,
            case
                when
                    first_event_visits.event_date
                    <= coalesce(customer_360.first_purchase_date, first_event_visits.event_date)
                then first_event_visits.event_name
            end as acquisition_event
        from customer_360
        left join placed on customer_360.place_id = placed.place_id
        left join first_event_visits on customer_360.customer_id = first_event_visits.customer_id
        where not customer_360.is_pseudo
    )

select
    people.customer_id,
    {% for rule in segment_rules() %} {{ rule.rule }} as {{ rule.column }}, {% endfor %}
    cast(null as {{ dbt.type_string() }}) as education_segment,
    cast(null as {{ dbt.type_string() }}) as interests_segment
from people
