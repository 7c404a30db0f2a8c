{#-
    A table made in its place: what stands under its name is dropped in the transaction that makes the new one, so that a
    reader and a killed build find the old table or the new. dbt-duckdb's own makes it beside, renames twice and drops:
    three statements and their wording more for each model. Indexes, foreign keys and grants, which no model here has,
    are left out. A Python model may write by a connection of its own, and is made beside.
-#}
{% materialization table, adapter = "duckdb", supported_languages = ["sql", "python"] %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target = this.incorporate(type="table") -%}
    {%- set is_python = model["language"] == "python" -%}
    {%- set made = make_intermediate_relation(target) if is_python else target -%}

    {{ run_hooks(pre_hooks) }}
    {% if is_python %} {{ drop_relation_if_exists(load_cached_relation(made)) }}
    {% else %} {% do drop_in_transaction(existing) %}
    {% endif %}
    {% call statement("main", language=model["language"]) -%}
        {{- create_table_as(False, made, compiled_code, model["language"]) }}
    {%- endcall %}
    {% if is_python %}
        {% do drop_in_transaction(existing) %} {% do adapter.rename_relation(made, target) %}
    {% endif %}
    {{ run_hooks(post_hooks) }}
    {% do persist_docs(target, model) %}
    {{ adapter.commit() }}
    {{ return({"relations": [target]}) }}
{% endmaterialization %}
