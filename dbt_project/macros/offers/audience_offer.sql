{#-
    The offer that an audience names, by the workspace or by its own `meta.audience`: its name, `by_treatment` where each person has
    that of their treatment, or none.
-#}
{% macro audience_offer(audience) %}
    {%- set told = var("audience_offers").get(audience) or audience_meta(audience).get("offer") -%}
    {%- if told and told != "by_treatment" and told not in var("offers") -%}
        {{
            exceptions.raise_compiler_error(
                "aud_"
                ~ audience
                ~ ": the workspace declares no offer "
                ~ told
                ~ ". Declare it under offers, or take it from the audience; docs/offers.md says more."
            )
        }}
    {%- endif -%}
    {{ return(told) }}
{% endmacro %}
