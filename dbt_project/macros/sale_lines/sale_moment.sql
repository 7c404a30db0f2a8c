{#- When a line was sold (UTC): a moment, a day with a time of day beside it, or a day, which counts from its midnight. -#}
{% macro sale_moment(told, declared) -%}
    {%- if told.get("ordered_at") -%} {{ to_timestamp_utc("raw_date", declared) }}
    {%- else -%}
        {#- A day that a data frame wrote as its midnight. -#}
        {%- set day = "regexp_replace(raw_date, '[ T]00:00(:00([.]0+)?)?$', '')" -%}
        {%- if told.get("time") -%}
            {%- set moments = [] -%}
            {%- for time_format in ["%H:%M:%S", "%H:%M"] -%}
                {%- do moments.append(
                    parsed_timestamp(
                        day ~ " || ' ' || raw_time",
                        declared.date_format ~ " " ~ time_format,
                    )
                ) -%}
            {%- endfor -%}
            {{
                plausible_year(
                    utc_from_local("coalesce(" ~ moments | join(", ") ~ ")", declared.time_zone)
                )
            }}
        {%- else -%}
            {{
                utc_from_local(
                    "cast(" ~ to_date(day, declared) ~ " as timestamp)", declared.time_zone
                )
            }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
