{#- Whether a birth date is no evidence: 1 January is what forms and people put where they do not know. False for null. -#}
{% macro is_suspect_birth_date(birth_date) -%}
    coalesce(
        extract(month from {{ birth_date }}) = 1 and extract(day from {{ birth_date }}) = 1, false
    )
{%- endmacro %}
