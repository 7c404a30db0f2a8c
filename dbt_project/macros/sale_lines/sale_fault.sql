{#-
    Reasons to quarantine for one option of `sale_lines`, under the delivered column's name: it is blank though the line
    means nothing without it, or its text did not become `what`. None where the workspace names no column.
-#}
{% macro sale_fault(column, raw, typed, what, is_needed=false) %}
    {%- set faults = [] -%}
    {%- if column -%}
        {%- set named = column | replace("'", "''") -%}
        {%- if is_needed -%}
            {%- do faults.append([raw ~ " is null", named ~ ": missing"]) -%}
        {%- endif -%}
        {%- do faults.append(
            [raw ~ " is not null and " ~ typed ~ " is null", named ~ ": not " ~ what]
        ) -%}
    {%- endif -%}
    {{ return(faults) }}
{% endmacro %}
