{#- The last date of the membership year of a number, counted from the anchor's as `membership_year` does. -#}
{% macro membership_year_end(number, anchor) -%}
    cast(
        {{
            dbt.dateadd(
                "day", -1, "cast(" ~ dbt.dateadd("year", number ~ " + 1", anchor) ~ " as date)"
            )
        }} as date
    )
{%- endmacro %}
