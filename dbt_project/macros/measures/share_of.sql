{#- A part of a whole with nine places (0 to 1 where the part is one); null where the whole is not above zero. -#}
{% macro share_of(part, whole) -%}
    cast(case when {{ whole }} > 0 then {{ part }} / {{ whole }} end as decimal(18, 9))
{%- endmacro %}
