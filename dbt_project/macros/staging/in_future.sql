{#-
    A reason to quarantine: a business time more than a day after the delivery that tells of it. `delivered_as` names the
    delivered column where the model calls it otherwise.
-#}
{% macro in_future(column, delivered_as=none) %}
    {{
        return(
            [
                column ~ " > " ~ dbt.dateadd("day", 1, "_delivered_at"),
                (delivered_as or column) ~ ": later than its delivery",
            ]
        )
    }}
{% endmacro %}
