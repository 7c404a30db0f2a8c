{#- 'email' or 'phone', by the sign that every address has and no phone. -#}
{% macro contact_kind(contact) -%}
    case when {{ contact }} like '%@%' then 'email' else 'phone' end
{%- endmacro %}
