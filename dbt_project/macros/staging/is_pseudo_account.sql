{#- True where the name is listed in the seed `pseudo_accounts`: a till's walk-in, staff, a marketplace. False without one. -#}
{% macro is_pseudo_account(name) -%}
    coalesce(upper({{ name }}) in (select name from {{ ref("pseudo_accounts") }}), false)
{%- endmacro %}
