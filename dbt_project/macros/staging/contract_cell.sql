{#-
    The text of which a contract promises something, blank as null: a column's, or in a JSON record that of the member at
    this path. All members with a promise are read in one pass.
-#}
{% macro contract_cell(name, declared) -%}
    {%- if declared.format in ["json_lines", "json"] -%}
        {%- set members = contract_members(declared) -%}
        {{ blank_to_null(json_member("line", members.index(name) + 1, members)) }}
    {%- else -%} {{ blank_to_null(adapter.quote(name)) }}
    {%- endif -%}
{%- endmacro %}
