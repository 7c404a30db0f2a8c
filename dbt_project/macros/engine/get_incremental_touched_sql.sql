{#-
    Incremental strategy `touched`: rows of the target whose key is touched, or recomputed now, are deleted; the
    recomputed rows are inserted. A key that no longer exists is deleted because it is touched and not recomputed.

    config(materialized='incremental', incremental_strategy='touched', touched_key='customer_id',
           touched_by='int_touched_customers')

    Without `touched_by` the recomputed keys alone are replaced, and with them every row of a load above
    `loads_above`: rows without a key that a failed build left behind. The model reads the same set with
    `touched_keys`, and names it in a `-- depends_on:` hint, because the call stands inside `is_incremental()`.
-#}
{% macro get_incremental_touched_sql(arguments) %}
    {%- set touched_key = config.get("touched_key") -%}
    {%- if not touched_key -%}
        {%- do exceptions.raise_compiler_error(
            model.name ~ ": the strategy 'touched' needs config touched_key."
        ) -%}
    {%- endif -%}
    {{
        return(
            adapter.dispatch("touched_sql", "langganan")(
                arguments["target_relation"],
                arguments["temp_relation"],
                arguments["dest_columns"],
                touched_key,
                config.get("touched_by"),
            )
        )
    }}
{% endmacro %}
