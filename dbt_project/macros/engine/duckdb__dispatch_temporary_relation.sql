{#-
    Where an incremental model's new rows lie before they are built in. dbt-duckdb takes all for temporary tables, and a
    Python model's for one too, though that is a table like any other: its rows, people's among them, stayed in the
    warehouse after each build. Told so, dbt-duckdb drops it.
-#}
{% macro duckdb__dispatch_temporary_relation(target_relation, batch_id="") -%}
    {{
        return(
            {
                "relation": make_temp_relation(target_relation),
                "temporary": model["language"] != "python",
            }
        )
    }}
{%- endmacro %}
