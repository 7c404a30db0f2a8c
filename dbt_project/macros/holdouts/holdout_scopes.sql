{#-
    The holdouts that hold now, a list of {"scope", "period", "share", "stratify_by"}: the audience's name without a period, and
    `*` for all promotions, in the quarter of as_of.
-#}
{% macro holdout_scopes() %}
    {%- set scopes = [] -%}
    {%- set global_share = var("holdout_global_share") -%}
    {%- if not (global_share is number and 0 <= global_share < 1) -%}
        {{
            exceptions.raise_compiler_error(
                "holdout_global_share is "
                ~ global_share
                ~ ". It is a share from 0 up to, and without, 1."
            )
        }}
    {%- endif -%}
    {%- if global_share > 0 -%}
        {%- set month = var("as_of")[5:7] | int -%}
        {%- set quarter = var("as_of")[:4] ~ "Q" ~ ((month + 2) // 3) -%}
        {%- do scopes.append(
            {"scope": "*", "period": quarter, "share": global_share, "stratify_by": []}
        ) -%}
    {%- endif -%}
    {%- for audience in var("audiences") -%}
        {%- set holdout = audience_holdout(audience) -%}
        {%- if holdout.share > 0 -%}
            {%- do scopes.append(
                {
                    "scope": audience,
                    "period": "",
                    "share": holdout.share,
                    "stratify_by": holdout.stratify_by,
                }
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(scopes) }}
{% endmacro %}
