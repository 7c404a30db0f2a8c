{#- A query of one row per audience and channel with the audience's purpose, from `meta.audience`. -#}
{% macro audience_channels() %}
    select
        cast(null as {{ dbt.type_string() }}) as audience,
        cast(null as {{ dbt.type_string() }}) as channel,
        cast(null as {{ dbt.type_string() }}) as purpose
    where false
    {%- for audience in var("audiences") -%}
            {%- set declared = audience_meta(audience) %}
        {%- for channel in declared.channels %}
            union all
            select '{{ audience }}', '{{ channel }}', '{{ declared.purpose }}'
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}
