{#- A code as it is compared: without spaces and dashes, in capitals, letters that look like digits read as digits. -#}
{% macro normalised_voucher_code(code) -%}
    nullif(translate(upper(trim({{ code }})), 'OIL -', '011'), '')
{%- endmacro %}
