{#-
    The keys that a touched model holds, as a subquery: `where customer_id in {{ touched_keys(...) }}`.
    Where the model carries `_build_seq`, touches of builds since the last complete one count, so that a failed build's
    touches are still seen. Reads `column` when the touched model calls the key otherwise.
-#}
{% macro touched_keys(touched_by, touched_key, column=none) %}
    {%- set touched = ref(touched_by) -%}
    {%- set names = [] -%}
    {%- if execute -%}
        {%- set names = adapter.get_columns_in_relation(touched) | map(attribute="name") | list -%}
    {%- endif -%}
    (
        select {{ column or touched_key }}
        from {{ touched }}
        {%- if "_build_seq" in names %}
            where _build_seq > {{ var("last_complete_build") }}
        {%- endif %}
    )
{% endmacro %}
