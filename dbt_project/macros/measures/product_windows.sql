{#-
    The windows that products are measured in, a row each: `window_name` (30d, or lifetime), a small number to join by (0 for
    lifetime), its length in days (none for lifetime), the date that it begins on and the date that the window of equal length before it begins on. They end on
    as_of. `days` are the declared lengths; lifetime is always there.
-#}
{% macro product_windows(days) %}
    {%- for length in days | sort | unique %}
        select
            '{{ length }}d' as window_name,
            {{ loop.index }} as window_number,
            cast({{ length }} as integer) as window_days,
            cast({{ dbt.dateadd("day", 1 - length, as_of_date()) }} as date) as begins_date,
            cast(
                {{ dbt.dateadd("day", 1 - 2 * length, as_of_date()) }} as date
            ) as previous_begins_date
        union all
    {%- endfor %}
    select
        'lifetime' as window_name,
        0 as window_number,
        cast(null as integer) as window_days,
        cast('0001-01-01' as date) as begins_date,
        cast('0001-01-01' as date) as previous_begins_date
{% endmacro %}
