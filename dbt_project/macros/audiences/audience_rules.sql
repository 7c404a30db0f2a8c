{#-
A query of one row per audience and channel with what is declared of writing by it: purpose, whether a file leaves by the channel, the place in
a priority list, the cap of the channel, and the days in which a person is written to once. Lists and caps are the workspace's; caps bind marketing alone.
-#}
{% macro audience_rules() %}
    {%- set rows = [] -%}
    {%- set places = {} -%}
    {%- for list, audiences in var("priority_lists").items() -%}
        {%- for audience in audiences -%}
            {%- do places.update({audience: [list, loop.index]}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for audience in var("audiences") -%}
        {%- set declared = audience_meta(audience) -%}
        {%- set place = places.get(audience, [none, none]) -%}
        {%- set files = var("audience_destinations").get(
            audience, declared.get("destinations", [])
        ) -%}
        {%- set leaving = [] -%}
        {%- for file in files -%}
            {%- do leaving.append(var("destination_channels").get(file)) -%}
        {%- endfor -%}
        {%- for channel in declared.channels -%}
            {%- set once = declared.get("once_per", "send") -%}
            {%- set once_days = (
                once.days
                if once is mapping
                else {
                    "event": var("once_per_event_days"),
                    "year": var("once_per_year_days"),
                    "never_again": 36500,
                }.get(once, "null")
            ) -%}
            {%- if declared.get("event_at") -%} {%- set once_days = 36500 -%} {%- endif -%}
            {%- set cap = (
                var("caps").get(channel, {}) if declared.purpose == "marketing" else {}
            ) -%}
            {%- do rows.append(
                "('" ~ [audience, channel, declared.purpose]
                | join("', '")
                ~ "', "
                ~ [
                    "true" if channel in leaving else "false",
                    "'" ~ place[0] ~ "'" if place[0] else "null",
                    place[1] or "null",
                    cap.get("count", "null"),
                    cap.get("days", "null"),
                    once_days,
                    "true" if audience_holdout(audience).is_promotional else "false",
                ]
                | join(", ") ~ ")"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    select
        cast(rules.audience as {{ dbt.type_string() }}) as audience,
        cast(rules.channel as {{ dbt.type_string() }}) as channel,
        cast(rules.purpose as {{ dbt.type_string() }}) as purpose,
        rules.has_file,
        cast(rules.priority_list as {{ dbt.type_string() }}) as priority_list,
        cast(rules.priority_rank as {{ dbt.type_int() }}) as priority_rank,
        cast(rules.cap_count as {{ dbt.type_int() }}) as cap_count,
        cast(rules.cap_days as {{ dbt.type_int() }}) as cap_days,
        cast(rules.once_days as {{ dbt.type_int() }}) as once_days,
        rules.is_promotional
    from
        (
            values
                {{
                    (
                        rows | join(", ")
                        if rows
                        else "(null, null, null, false, null, null, null, null, null, false)"
                    )
                }}
        ) as rules(
            audience,
            channel,
            purpose,
            has_file,
            priority_list,
            priority_rank,
            cap_count,
            cap_days,
            once_days,
            is_promotional
        )
    where rules.audience is not null
{% endmacro %}
