{#- What each comparison of a pair said, as a person reads it: `birth equal +11.1; first_name nickname +9.9`. -#}
{% macro evidence_text(evidence) -%}
    {{ adapter.dispatch("evidence_text", "langganan")(evidence) }}
{%- endmacro %}

{% macro default__evidence_text(evidence) -%}
    array_join(
        transform(
            {{ evidence }},
            said -> concat(said.comparison, ' ', said.level, format_string(' %+.1f', said.weight))
        ),
        '; '
    )
{%- endmacro %}

{% macro duckdb__evidence_text(evidence) -%}
    array_to_string(
        list_transform(
            {{ evidence }},
            lambda said:said.comparison || ' ' || said.level || printf(' %+.1f', said.weight)
        ),
        '; '
    )
{%- endmacro %}
