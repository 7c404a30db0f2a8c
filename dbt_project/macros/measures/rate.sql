{#- A part of a whole in money, to six digits; null where there is no whole. It may exceed 1 by any factor: a large return against a small sale. -#}
{% macro rate(part, whole) -%}
    cast(case when {{ whole }} > 0 then {{ part }} / {{ whole }} end as decimal(24, 6))
{%- endmacro %}
