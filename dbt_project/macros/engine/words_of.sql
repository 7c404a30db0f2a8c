{#- One row per word of a text column, with the columns that go with it; the text's words are one space apart. -#}
{% macro words_of(relation, columns, text) %}
    {{ return(adapter.dispatch("words_of", "langganan")(relation, columns, text)) }}
{% endmacro %}

{% macro default__words_of(relation, columns, text) -%}
    select {{ columns | join(", ") }}, explode(split({{ text }}, ' ')) as word
    from {{ relation }}
    where {{ text }} is not null
{%- endmacro %}

{% macro duckdb__words_of(relation, columns, text) -%}
    select {{ columns | join(", ") }}, unnest(string_split({{ text }}, ' ')) as word
    from {{ relation }}
    where {{ text }} is not null
{%- endmacro %}
