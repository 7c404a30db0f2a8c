{#- A reason to quarantine: a required column is blank. -#}
{% macro missing(column) %}
    {{ return(["raw_" ~ column ~ " is null", column ~ ": missing"]) }}
{% endmacro %}
