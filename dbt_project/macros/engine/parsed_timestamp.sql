{#-
    A timestamp read by a strptime format, null where the text differs from it or names a day that does not exist.
    The format `excel_serial` counts days since 1899-12-30, times of day as fractions; below 61 spreadsheets disagree.
-#}
{% macro parsed_timestamp(text, format) %}
    {{ return(adapter.dispatch("parsed_timestamp", "langganan")(text, format)) }}
{% endmacro %}

{% macro duckdb__parsed_timestamp(text, format) -%}
    {%- if format == "excel_serial" -%}
        case
            when
                {{ matches(text, "[1-9][0-9]{1,5}([.][0-9]{1,15})?") }}
                and cast({{ text }} as decimal(28, 15)) >= 61
            then
                timestamp '1899-12-30'
                + to_seconds(cast(round(cast({{ text }} as decimal(28, 15)) * 86400) as bigint))
        end
    {%- else -%} try_strptime({{ text }}, '{{ format }}')
    {%- endif -%}
{%- endmacro %}
