{#- A JSON object of pairs [key, SQL of the value], in the given order. -#}
{% macro json_pairs(pairs) -%} {{ adapter.dispatch("json_pairs")(pairs) }} {%- endmacro %}

{% macro default__json_pairs(pairs) -%}
    to_json(
        named_struct(
            {%- for pair in pairs %}
                {{ quoted(pair[0]) | trim }}, {{ pair[1] }}{{ ", " if not loop.last }}
            {% endfor -%}
        )
    )
{%- endmacro %}

{% macro duckdb__json_pairs(pairs) -%}
    json_object(
        {%- for pair in pairs %}
            {{ quoted(pair[0]) | trim }}, {{ pair[1] }}{{ ", " if not loop.last }}
        {% endfor -%}
    )
{%- endmacro %}
