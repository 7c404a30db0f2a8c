{#- A timestamp as `2026-06-30T23:30:00.000000`; null as blank. Ids are hashed from it, so its form never changes. -#}
{% macro timestamp_text(moment) -%}
    {{ adapter.dispatch("timestamp_text", "langganan")(moment) }}
{%- endmacro %}

{% macro default__timestamp_text(moment) -%}
    coalesce(date_format({{ moment }}, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"), '')
{%- endmacro %}

{% macro duckdb__timestamp_text(moment) -%}
    coalesce(strftime({{ moment }}, '%Y-%m-%dT%H:%M:%S.%f'), '')
{%- endmacro %}
