{#- A reason to quarantine: a business time more than a day after the delivery that tells of it. -#}
{% macro in_future(column) %}
    {{
        return(
            [
                column ~ " > " ~ dbt.dateadd("day", 1, "_delivered_at"),
                column ~ ": later than its delivery",
            ]
        )
    }}
{% endmacro %}
