{#-
    What the treatments give a person of a tier and a value class, as SQL: `benefit`, `offer` or `channel`. The first rule that fits
    counts; null without a rule, and where it gives nothing.
-#}
{% macro treatment(given, tier, value_class) -%}
    cast(
        {%- for rule in var("treatments") -%}
            {%- if loop.first %}
                case
            {%- endif %}
                when
                    true
                    {%- for column, names in [(tier, rule.tier), (value_class, rule.value_class)] if names %}
                        and coalesce({{ column }}, 'none') in (
                            {%- for name in names -%}
                                {{ quoted(name) }}{{ ", " if not loop.last }}
                            {%- endfor -%}
                        )
                    {%- endfor %}
                then {{ quoted(rule[given]) if rule[given] else "null" }}
            {%- if loop.last %} end {%- endif -%}
        {%- else -%}null
        {%- endfor %} as {{ dbt.type_string() }}
    )
{%- endmacro %}
