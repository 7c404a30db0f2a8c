{#-
    A wall-clock timestamp of a time zone in UTC, as text: `2026-07-01T01:00:00Z`. `time_zone` is an expression; where it is null, the
    workspace's counts.
-#}
{% macro recipient_moment(time_zone, local) -%}
    {{ return(adapter.dispatch("recipient_moment", "langganan")(time_zone, local)) }}
{%- endmacro %}

{% macro default__recipient_moment(time_zone, local) -%}
    date_format(
        to_utc_timestamp({{ local }}, coalesce({{ time_zone }}, '{{ var("time_zone") }}')),
        "yyyy-MM-dd'T'HH:mm:ss'Z'"
    )
{%- endmacro %}

{% macro duckdb__recipient_moment(time_zone, local) -%}
    strftime(
        timezone('UTC', timezone(coalesce({{ time_zone }}, '{{ var("time_zone") }}'), {{ local }})),
        '%Y-%m-%dT%H:%M:%SZ'
    )
{%- endmacro %}
