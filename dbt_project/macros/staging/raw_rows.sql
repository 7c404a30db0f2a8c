{#-
    The raw rows that this build has to judge: all of them, or those of the loads since the last complete build.
    Every declared column comes as `raw_<column>`, a name of several words joined by `_` in small letters, as text, blank as
    null and without surrounding space; Parquet's columns come in their own types. `_row_hash` is taken from the columns as
    delivered. For JSON lines, `members` names what becomes `raw_<member>`; `raw_is_object` is false
    for a line that is no JSON object.
-#}
{% macro raw_rows(source_name, entity, members=[]) %}
    {%- set declared = conventions(source_name, entity) -%}
    {%- set hashed = [] -%}
    {%- for column in declared.columns -%}
        {%- do hashed.append(adapter.quote(column)) -%}
    {%- endfor -%}
    select
        _load_seq,
        _line,
        _delivered_at,
        {%- if declared.format in ["json_lines", "json"] %}
            {%- for member in members %}
                {{ blank_to_null(json_member("line", loop.index, members)) }} as raw_{{ member }},
            {%- endfor %}
            {{ is_json_object("line") }} as raw_is_object,
        {%- elif declared.format == "parquet" %}
            {%- for column in declared.columns %}
                {{ adapter.quote(column) }} as raw_{{ plain_name(column) }},
            {%- endfor %}
        {%- else %}
            {%- for column in declared.columns %}
                {{ blank_to_null(adapter.quote(column)) }} as raw_{{ plain_name(column) }},
            {%- endfor %}
        {%- endif %}
        {{ row_hash(hashed) }} as _row_hash,
        {%- if has_contract(declared) %}
            {{ contract_reasons(declared) }} as _contract_reasons,
        {%- endif %}
    from {{ source(source_name, entity) }}
    {%- if is_incremental() %} where _load_seq > {{ var("loads_above") }} {%- endif %}
{% endmacro %}
