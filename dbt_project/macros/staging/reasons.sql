{#-
    `_reasons` of a row: the sentences of those of its faults that hold, in the order given; empty for a good row.
    A fault is a pair of condition and sentence, made by `missing`, `unreadable`, `in_future`, `unknown_value` or by hand.
-#}
{% macro reasons(faults) -%}
    case
        when {%- for fault in faults %} ({{ fault[0] }}) {{- " or" if not loop.last }} {%- endfor %}
        then {{ sentences_that_hold(faults) }}
        else {{ no_sentences() }}
    end
{%- endmacro %}
