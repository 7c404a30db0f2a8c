{#- A national identity number in the form that is compared: digits alone. -#}
{% macro normalised_national_id(national_id) -%}
    {{ return(replaced(national_id, "[^0-9A-Za-z]", "")) }}
{%- endmacro %}
