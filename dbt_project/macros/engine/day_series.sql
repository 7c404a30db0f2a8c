{#- Rows: every day from 1 January of a date's year to 31 December of the year after another date's. -#}
{% macro day_series(since, until) -%}
    {{ adapter.dispatch("day_series", "langganan")(since, until) }}
{%- endmacro %}

{% macro default__day_series(since, until) -%}
    explode(
        sequence(
            trunc({{ since }}, 'year'), make_date(year({{ until }}) + 1, 12, 31), interval 1 day
        )
    )
{%- endmacro %}

{% macro duckdb__day_series(since, until) -%}
    unnest(
        generate_series(
            date_trunc('year', {{ since }}),
            make_date(year({{ until }}) + 1, 12, 31),
            interval 1 day
        )
    )
{%- endmacro %}
