{#- The statements of the strategy `touched`, for engines that delete and insert in one transaction. -#}
{% macro default__touched_sql(target, recomputed, columns, touched_key, touched_by) %}
    delete from {{ target }}
    where
        {{ touched_key }} in (
            select {{ touched_key }}
            from {{ recomputed }}
            {% if touched_by %}
                union all
                select {{ touched_key }}
                from {{ touched_keys(touched_by, touched_key) }} as touched
            {% endif %}
        )
        {% if not touched_by and "_load_seq" in columns | map(attribute="name") | list %}
            or _load_seq > {{ var("loads_above") }}
        {% endif %}
    ;
    {{ get_insert_into_sql(target, recomputed, columns) }}
{% endmacro %}
