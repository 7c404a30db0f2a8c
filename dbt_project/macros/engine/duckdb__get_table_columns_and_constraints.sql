{#-
    The columns of a contracted table as dbt declares them. Where `meta.text_storage` is said, text is kept that way: DuckDB
    tries every compression on every column it writes, which for tables of people is a third of their making.
-#}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- set storage = config.get("meta", {}).get("text_storage") -%}
    {%- set declared = [] -%}
    {%- for column in adapter.render_raw_columns_constraints(raw_columns=model["columns"]) -%}
        {%- set is_text = column.split(" ")[1:] in [["varchar"], ["json"]] -%}
        {%- do declared.append(
            column ~ " using compression " ~ storage if storage and is_text else column
        ) -%}
    {%- endfor -%}
    ({{ declared | join(", ") }})
{%- endmacro %}
