{#- Kilometres between two points on the globe, in degrees: the haversine formula with the mean radius of the earth. -#}
{% macro distance_km(latitude, longitude, other_latitude, other_longitude) -%}
    (
        12742 * asin(
            sqrt(
                power(sin(radians({{ other_latitude }} - {{ latitude }}) / 2), 2)
                + cos(radians({{ latitude }}))
                * cos(radians({{ other_latitude }}))
                * power(sin(radians({{ other_longitude }} - {{ longitude }}) / 2), 2)
            )
        )
    )
{%- endmacro %}
