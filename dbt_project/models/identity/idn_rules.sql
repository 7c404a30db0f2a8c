-- One row per kind.
{%- set columns = ["match_weight", "can_link", "people_per_value_max", "values_per_person_max"] %}
with identity_rules as (select * from {{ ref("identity_rules") }})

select
    identity_rules.kind,
    {%- for column in columns %}
        coalesce(
            case
                {%- for kind, rule in var("identity_rules").items() if column in rule %}
                    when identity_rules.kind = '{{ kind }}' then {{ rule[column] }}
                {%- endfor %}
                when false
                then identity_rules.{{ column }}
            end,
            identity_rules.{{ column }}
            {%- if column == "people_per_value_max" %}, {{ var("shared_value_limit") }} {%- endif %}
        ) as {{ column }},
    {%- endfor %}
    identity_rules.reason
from identity_rules
