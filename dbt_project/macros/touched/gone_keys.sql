{#-
    Keys that stand in `standing` and are no longer in the canonical view `current`, as a subquery of one column.

    A key vanishes without a new row of its own: a line moved to another order, a ticket that is no complaint any more.
    Comparing millions of keys each day would cost more than the build, so the counts are compared first: a key of
    `current` that does not stand came with a new load, hence nothing vanished exactly when the standing keys that were not
    loaded again and the newly loaded keys together are as many as `current`.
-#}
{% macro gone_keys(current, standing, key) %}
    {%- set loaded = "select " ~ key ~ " from " ~ current ~ " where " ~ is_news("_load_seq") -%}
    {%- set counted = run_query(
        "select (select count(*) from "
        ~ standing
        ~ " where "
        ~ key
        ~ " not in ("
        ~ loaded
        ~ "))"
        ~ " + (select count(*) from ("
        ~ loaded
        ~ ") as loaded)"
        ~ " - (select count(*) from "
        ~ current
        ~ ") as gone"
    ) -%}
    (
        select standing_keys.{{ key }}
        from {{ standing }} as standing_keys
        {%- if counted.rows[0][0] == 0 %} where 1 = 0
        {%- else %}
            where
                not exists (
                    select 1
                    from {{ current }} as current_keys
                    where current_keys.{{ key }} = standing_keys.{{ key }}
                )
        {%- endif %}
    )
{% endmacro %}
