{#-
    Whether a row of the load `load_seq` is news to this build: the load is above the last complete build's, or rows that it brought were
    judged otherwise since (`replayed_loads`, after a replay of a source's staging models).
-#}
{% macro is_news(load_seq) %}
    {%- set replayed = var("replayed_loads") -%}
    (
        {{ load_seq }} > {{ var("loads_above") }}
        {%- if replayed %} or {{ load_seq }} in ({{ replayed | join(", ") }}) {%- endif %}
    )
{%- endmacro %}
