{#- The date or timestamp, null before 1900 and after 2199: a year of two digits was read as one of the first century. -#}
{% macro plausible_year(moment) -%}
    case when extract(year from {{ moment }}) between 1900 and 2199 then {{ moment }} end
{%- endmacro %}
