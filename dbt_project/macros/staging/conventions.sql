{#-
    What the workspace declares of an entity: format, decimal, thousands, date_format, timestamp_format, time_zone, key,
    group, version, delivery, columns, deleted_share_max, and `needed`, the members that each of its JSON records has. A
    disabled source has none; its models are parsed but never run, so that an empty declaration is enough for them.
-#}
{% macro conventions(source, entity) %}
    {%- set declared = var("conventions").get(source, {}).get(entity) -%}
    {%- if declared is none and source_is_enabled(source) -%}
        {%- do exceptions.raise_compiler_error(
            "The workspace enables " ~ source ~ " but declares no entity " ~ entity ~ "."
        ) -%}
    {%- endif -%}
    {%- set undeclared = {
        "format": "csv",
        "decimal": ".",
        "thousands": "",
        "date_format": "%Y-%m-%d",
        "timestamp_format": "iso",
        "time_zone": none,
        "key": [],
        "group": [],
        "version": none,
        "delivery": "upserts",
        "deleted_share_max": 0,
        "columns": [],
    } -%}
    {{ return(declared or undeclared) }}
{% endmacro %}
