{#- A delivered column's name as SQL writes it without quotes: itself, or its words in small letters joined by `_`. -#}
{% macro plain_name(column) %}
    {%- if modules.re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", column) -%}
        {{ return(column) }}
    {%- endif -%}
    {{ return(modules.re.sub("[^a-z0-9]+", "_", column | lower).strip("_")) }}
{% endmacro %}
