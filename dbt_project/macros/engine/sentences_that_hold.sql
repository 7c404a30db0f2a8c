{#- The list of the sentences whose condition holds; `faults` are pairs of condition and sentence. -#}
{% macro sentences_that_hold(faults) %}
    {{ return(adapter.dispatch("sentences_that_hold", "langganan")(faults)) }}
{% endmacro %}

{% macro duckdb__sentences_that_hold(faults) -%}
    list_filter(
        [
            {%- for fault in faults %}
                case when {{ fault[0] }} then '{{ fault[1] }}' end {{- "," if not loop.last }}
            {%- endfor %}
        ],
        lambda sentence:sentence is not null
    )
{%- endmacro %}
