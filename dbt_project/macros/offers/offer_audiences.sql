{#- A query of the audiences whose files may hold codes of an offer, one row per audience and offer. -#}
{% macro offer_audiences() %}
    select
        cast(null as {{ dbt.type_string() }}) as audience,
        cast(null as {{ dbt.type_string() }}) as offer
    where false
    {%- for audience in var("audiences") -%}
            {%- set told = audience_offer(audience) -%}
        {%- for offer in var("offers") if told in (offer, "by_treatment") %}
            union all
            select '{{ audience }}' as audience, '{{ offer }}' as offer
        {%- endfor -%}
    {%- endfor -%}
{% endmacro %}
