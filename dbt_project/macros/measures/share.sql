{#- A part of a whole, 0 to 1 for counts, to six digits; null where there is no whole. One division, so the same bits every time. -#}
{% macro share(part, whole) -%}
    cast(case when ({{ whole }}) > 0 then ({{ part }}) / ({{ whole }}) end as decimal(9, 6))
{%- endmacro %}
