-- One row per place_text.
with
    places as (select * from {{ ref("places") }}),

    place_aliases as (select * from {{ ref("place_aliases") }}),

    -- A bare name means the kota where there is one: who lives in the kabupaten around it says so.
    names as (
        select lower(places.name) as place_text, places.place_id, 0 as preference
        from places
        union all
        select lower(place_aliases.alias) as place_text, place_aliases.place_id, 1 as preference
        from place_aliases
        union all
        select
            lower(places.bare_name) as place_text,
            places.place_id,
            case when places.kind = 'kota' then 2 else 3 end as preference
        from places
    ),

    ranked as (
        select
            names.place_text,
            names.place_id,
            row_number() over (
                partition by names.place_text order by names.preference, names.place_id
            ) as choice
        from names
    )

select ranked.place_text, ranked.place_id
from ranked
where ranked.choice = 1
