{#-
    The first anniversary of a date that lies after as_of. Adding years to 29 February gives 28 February in other years,
    so that leap-day birthdays are served every year.
-#}
{% macro next_anniversary(date) -%}
    {%- set years = (
        "(extract(year from " ~ as_of_date() ~ ") - extract(year from " ~ date ~ "))"
    ) -%}
    case
        when {{ dbt.dateadd("year", years, date) }} > {{ as_of_date() }}
        then cast({{ dbt.dateadd("year", years, date) }} as date)
        else cast({{ dbt.dateadd("year", years ~ " + 1", date) }} as date)
    end
{%- endmacro %}
