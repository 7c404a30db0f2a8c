{#-
    A canonical entity: the conforming views of all enabled sources, one under another, in the canonical columns and
    types. An optional column that a view's YAML does not describe is null. Without a conforming source: the same columns
    and no row. Stands in a `from` clause or a CTE.
-#}
{% macro conformed(entity) %}
    {%- set columns = canonical_columns(entity) -%}
    {%- for model_name in var("conformed").get(entity, []) %}
        {%- set lacking = [] -%}
        {%- if execute -%}
            {%- set described = graph.nodes["model." ~ project_name ~ "." ~ model_name].columns -%}
            {%- set lacking = optional_columns(entity) | reject("in", described) | list -%}
        {%- endif %}
        {%- if not loop.first %}
            union all
        {%- endif %}
        select
            {%- for name, type in columns.items() %}
                cast({{ "null" if name in lacking else name }} as {{ type }}) as {{ name }},
            {%- endfor %}
        from {{ ref(model_name) }}
    {%- else %}
        select
            {%- for name, type in columns.items() %} cast(null as {{ type }}) as {{ name }},
            {%- endfor %}
        where 1 = 0
    {%- endfor %}
{% endmacro %}
