{#-
    Of a list of `{key, value: {string_value, int_value, ...}}`, as analytics exports write an event's parameters, in a JSON text:
    the value of one key, whichever type it has, as text. Null where the key is absent, or the text is no JSON.
-#}
{% macro json_value_of_key(text, key) %}
    {{ return(adapter.dispatch("json_value_of_key", "langganan")(text, key)) }}
{% endmacro %}

{% macro duckdb__json_value_of_key(text, key) -%}
    list_extract(
        json_extract_string(
            list_extract(
                list_filter(
                    json_extract(case when json_valid({{ text }}) then {{ text }} end, '$[*]'),
                    lambda element:json_extract_string(element, '$.key') = '{{ key }}'
                ),
                1
            ),
            [
                '$.value.string_value',
                '$.value.int_value',
                '$.value.double_value',
                '$.value.float_value'
            ]
        ).list_filter(lambda value:value is not null),
        1
    )
{%- endmacro %}
