{#- An amount as people write it, in whole units: `Rp125.000` for rupiah, else `USD 125,000`. Null stays null. -#}
{% macro amount_text(amount) -%}
    {%- set grouped = adapter.dispatch("grouped_by_thousands")(amount) -%}
    {%- if var("currency") == "IDR" -%} 'Rp' || replace({{ grouped }}, ',', '.')
    {%- else -%} '{{ var("currency") }} ' || {{ grouped }}
    {%- endif -%}
{%- endmacro %}

{% macro default__grouped_by_thousands(amount) -%}
    format_number(round({{ amount }}, 0), 0)
{%- endmacro %}

{% macro duckdb__grouped_by_thousands(amount) -%}
    format('{:,}', cast(round({{ amount }}, 0) as bigint))
{%- endmacro %}
