{#-
    A date in the source's declared order of day, month and year; null where the text is anything else, the day does not
    exist, or the year is not written with four digits. A date cell of a workbook lands in ISO form, whatever is declared
    for the texts beside it.
-#}
{% macro to_date(text, declared) -%}
    {%- set formats = [declared.date_format] -%}
    {%- if declared.format == "excel" -%} {%- do formats.append("%Y-%m-%d") -%} {%- endif -%}
    {%- set dates = [] -%}
    {%- for format in formats -%}
        {%- do dates.append(parsed_timestamp(text, format)) -%}
    {%- endfor -%}
    {{ plausible_year("cast(coalesce(" ~ dates | join(", ") ~ ", null) as date)") }}
{%- endmacro %}
