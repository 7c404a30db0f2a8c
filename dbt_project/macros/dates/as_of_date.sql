{#- The last complete business date, as a date literal. -#}
{% macro as_of_date() -%} cast('{{ var("as_of") }}' as date) {%- endmacro %}
