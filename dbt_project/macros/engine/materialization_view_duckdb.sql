{#-
    A view made in its place: replaced by one statement where a view stands, in one transaction with the drop where a
    table does. The default makes it beside, renames and drops.
-#}
{% materialization view, adapter = "duckdb" %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type="view") -%}

    {{ run_hooks(pre_hooks) }}
    {% do drop_in_transaction(existing) %}
    {% call statement("main") -%} {{ get_create_view_as_sql(target, compiled_code) }} {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {% do persist_docs(target, model) %}
    {{ adapter.commit() }}
    {{ return({"relations": [target]}) }}
{% endmaterialization %}
