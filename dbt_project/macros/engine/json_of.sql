{#- A JSON object of a relation's columns, its keys in the given order. -#}
{% macro json_of(relation, columns) -%}
    {%- set pairs = [] -%}
    {%- for column in columns -%}
        {%- do pairs.append([column, relation ~ "." ~ column]) -%}
    {%- endfor -%}
    {{ json_pairs(pairs) }}
{%- endmacro %}
