{#- A JSON object of a relation's columns, its keys in the given order. -#}
{% macro json_of(relation, columns) -%}
    {{ adapter.dispatch("json_of")(relation, columns) }}
{%- endmacro %}

{% macro default__json_of(relation, columns) -%}
    to_json(
        named_struct(
            {%- for column in columns %}
                '{{ column }}', {{ relation }}.{{ column }}{{ ", " if not loop.last }}
            {% endfor -%}
        )
    )
{%- endmacro %}

{% macro duckdb__json_of(relation, columns) -%}
    json_object(
        {%- for column in columns %}
            '{{ column }}', {{ relation }}.{{ column }}{{ ", " if not loop.last }}
        {% endfor -%}
    )
{%- endmacro %}
