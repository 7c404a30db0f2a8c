{#-
    Minutes since midnight on the workspace's clock of a UTC timestamp; null at midnight to the second, which is what a source
    writes that knows the day alone.
-#}
{% macro minute_of_day(timestamp) -%}
    {%- set local = local_from_utc(timestamp) -%}
    cast(
        case
            when
                extract(hour from {{ local }}) * 3600
                + extract(minute from {{ local }}) * 60
                + extract(second from {{ local }})
                > 0
            then extract(hour from {{ local }}) * 60 + extract(minute from {{ local }})
        end as integer
    )
{%- endmacro %}
