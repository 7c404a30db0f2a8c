{#- The columns that an audience's lines below `where true` name, in their order, each once; of the whole SQL where there is no such line. -#}
{% macro audience_columns_seen(node) %}
    {%- set sql = modules.re.sub("--[^\n]*|{#[\\s\\S]*?#}", "", node.raw_code) -%}
    {%- set conditions = modules.re.split("\\bwhere\\s+true\\b", sql) | last -%}
    {{
        return(
            modules.re.findall("\\b[a-z_][a-z0-9_]*\\.([a-z_][a-z0-9_]*)\\b(?!\\()", conditions)
            | unique
            | list
        )
    }}
{% endmacro %}
