{#- An amount per count, as money; null where there is nothing to divide by. One division, so the same bits every time. -#}
{% macro ratio(amount, divisor) -%}
    cast(case when ({{ divisor }}) > 0 then ({{ amount }}) / ({{ divisor }}) end as decimal(18, 2))
{%- endmacro %}
