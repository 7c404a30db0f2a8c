{#-
    One of several members of a JSON text, as text; all are read in one pass. A member inside another is named by its path,
    `customer.email`. Null where the text is no JSON.
-#}
{% macro json_member(text, position, members) %}
    {{ return(adapter.dispatch("json_member", "langganan")(text, position, members)) }}
{% endmacro %}

{% macro duckdb__json_member(text, position, members) -%}
    {%- set paths = [] -%}
    {%- for member in members -%}
        {%- set path = "$." ~ adapter.quote(member.split(".") | join('"."')) -%}
        {%- do paths.append(quoted(path)) -%}
    {%- endfor -%}
    json_extract_string(
        case when json_valid({{ text }}) then {{ text }} end, [{{ paths | join(", ") }}]
    )[{{ position }}]
{%- endmacro %}
