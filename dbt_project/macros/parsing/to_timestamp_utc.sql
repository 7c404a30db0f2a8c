{#-
    A UTC timestamp of a text in the source's declared format; null where the text is anything else. `iso` is ISO 8601
    with a date and a time of day: with an offset that offset counts, without one the entity's time zone, else the workspace's time zone. A date alone
    is no moment. A date-and-time cell of a workbook lands in ISO form, whatever is declared for the texts beside it.
-#}
{% macro to_timestamp_utc(text, declared) -%}
    {%- set moment = "(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?" -%}
    {%- set iso -%}
        case
            when {{ matches(text, moment ~ " ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)") }}
            then
                {{ utc_from_offset("regexp_replace(" ~ text ~ ", ' ?([+-][0-9]{2}):?([0-9]{2})$', '\\1:\\2')") }}
            when {{ matches(text, moment) }}
            then {{ utc_from_local("try_cast(" ~ text ~ " as timestamp)", declared.time_zone) }}
        end
    {%- endset -%}
    {%- set parsed = parsed_timestamp(text, declared.timestamp_format) -%}
    {%- set has_offset = "%z" in declared.timestamp_format -%}
    {%- set declared_form = (
        "timezone('UTC', " ~ parsed ~ ")"
        if has_offset
        else utc_from_local(parsed, declared.time_zone)
    ) -%}
    {%- if declared.timestamp_format == "iso" -%} {{ iso }}
    {%- elif declared.format == "excel" -%}
        {{ plausible_year("coalesce(" ~ declared_form ~ ", " ~ iso ~ ")") }}
    {%- else -%} {{ plausible_year(declared_form) }}
    {%- endif -%}
{%- endmacro %}
