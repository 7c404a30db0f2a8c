{#- Members of an entity's JSON records of which its contract promises something, each once. -#}
{% macro contract_members(declared) -%}
    {%- set members = [] -%}
    {%- for promised in ["needed", "types", "allowed"] -%}
        {%- for member in declared.get(promised, []) -%}
            {%- if member not in members -%} {%- do members.append(member) -%} {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(members) }}
{%- endmacro %}
