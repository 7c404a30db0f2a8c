{#- A reason to quarantine: the column holds a text that the model has no meaning for. Blank is fine. -#}
{% macro unknown_value(column, values) %}
    {{
        return(
            [
                column ~ " not in ('" ~ values | join("', '") ~ "')",
                column ~ ": not a known value",
            ]
        )
    }}
{% endmacro %}
