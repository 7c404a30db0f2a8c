{#- The schema is the layer's name, exactly, so that Dagster keys equal schema and table. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
