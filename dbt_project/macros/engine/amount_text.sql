{#- An amount as people write it, in whole units: `Rp125.000` for rupiah, else `USD 125,000`. Null stays null. -#}
{% macro amount_text(amount) -%}
    {%- set whole = "round(" ~ amount ~ ", 0)" -%}
    {%- set grouped = adapter.dispatch("grouped_by_thousands")("abs(" ~ whole ~ ")") -%}
    case when {{ whole }} < 0 then '-' else '' end
    {%- if var("currency") == "IDR" %} || 'Rp' || replace({{ grouped }}, ',', '.')
    {%- else %} || '{{ var("currency") }} ' || {{ grouped }}
    {%- endif -%}
{%- endmacro %}

{% macro default__grouped_by_thousands(whole_amount) -%}
    format_number({{ whole_amount }}, 0)
{%- endmacro %}

{% macro duckdb__grouped_by_thousands(whole_amount) -%}
    format('{:,}', cast({{ whole_amount }} as bigint))
{%- endmacro %}
