{#- A parameter of an audience as a literal: the workspace's value, else the definition's. -#}
{% macro audience_parameter(audience, parameter, default) -%}
    {%- set told = var("audience_parameters").get(audience, {}).get(parameter, default) -%}
    {%- if told is string -%} {{ return(quoted(told) | trim) }} {%- endif -%}
    {{ return(told | string) }}
{%- endmacro %}
