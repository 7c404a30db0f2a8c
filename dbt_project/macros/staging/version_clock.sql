{#- `_version` of a row: the declared clock column, which the model has typed, or the time of its delivery. -#}
{% macro version_clock(declared) -%} {{ declared.version or "_delivered_at" }} {%- endmacro %}
