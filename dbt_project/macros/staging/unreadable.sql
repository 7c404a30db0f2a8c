{#- A reason to quarantine: the column holds text that did not become `what`, such as 'a number' or 'a date'. -#}
{% macro unreadable(column, what, typed=none) %}
    {{
        return(
            [
                "raw_" ~ column ~ " is not null and " ~ (typed or column) ~ " is null",
                column ~ ": not " ~ what,
            ]
        )
    }}
{% endmacro %}
