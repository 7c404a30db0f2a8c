{#-
    The number of the membership year that a date lies in, 0 for the one that begins on the anchor. Years added to 29
    February begin on 28 February in common years.
-#}
{% macro membership_year(date, anchor) -%}
    {%- set years = "(extract(year from " ~ date ~ ") - extract(year from " ~ anchor ~ "))" -%}
    cast(
        {{ years }} - case
            when {{ dbt.dateadd("year", years, anchor) }} > {{ date }} then 1 else 0
        end as integer
    )
{%- endmacro %}
