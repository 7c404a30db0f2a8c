{#- A birth date as it is compared: day and month in order of size, since one form writes 3/4 where another writes 4/3. -#}
{% macro birth_date_text(birth_date) -%}
    extract(year from {{ birth_date }})
    || '-'
    || least(extract(month from {{ birth_date }}), extract(day from {{ birth_date }}))
    || '-'
    || greatest(extract(month from {{ birth_date }}), extract(day from {{ birth_date }}))
{%- endmacro %}
