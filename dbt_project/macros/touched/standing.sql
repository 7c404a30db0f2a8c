{#-
    A relation as the build before left it, without an edge in the graph: the touched sets need the keys *before* a change,
    of models that come after them. None when everything is rebuilt, or when the relation does not exist yet.
-#}
{% macro standing(schema, name, database=none) %}
    {%- if not execute or var("loads_above") == 0 or flags.FULL_REFRESH -%}
        {{ return(none) }}
    {%- endif -%}
    {{ return(adapter.get_relation(database or target.database, schema, name)) }}
{% endmacro %}
