{#- 1 (lowest) to 5 of a rank that ties share: whole numbers only, so that equal ranks score the same on any engine. -#}
{% macro quintile(rank, people) -%}
    cast(
        1
        + (5 * ({{ rank }} - 1) - mod(5 * ({{ rank }} - 1), {{ people }})) / {{ people }} as integer
    )
{%- endmacro %}
