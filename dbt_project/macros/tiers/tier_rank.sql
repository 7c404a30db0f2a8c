{#- The rank of the highest tier whose threshold an amount reaches, from the variable `tiers`; 0 below all that are earned. -#}
{% macro tier_rank(amount) -%}
    {%- set earned = var("tiers").get("levels", []) | selectattr("rank", "gt", 0) | list -%}
    {%- if earned -%}
        case
            {%- for level in earned | reverse %}
                when {{ amount }} >= {{ level.threshold }} then {{ level.rank }}
            {%- endfor %}
            else 0
        end
    {%- else -%} 0
    {%- endif -%}
{%- endmacro %}
