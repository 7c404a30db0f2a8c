{#- A name in ALL CAPS (two letters or more) with its words capitalised; any other spelling is its owner's and stays. -#}
{% macro recased(name) -%}
    case
        when
            {{ name }} = upper({{ name }})
            and {{ name }} <> lower({{ name }})
            and length({{ name }}) > 1
        then {{ adapter.dispatch("capitalised_words", "langganan")(name) }}
        else {{ name }}
    end
{%- endmacro %}

{% macro default__capitalised_words(name) -%} initcap({{ name }}) {%- endmacro %}

{% macro duckdb__capitalised_words(name) -%}
    array_to_string(
        list_transform(
            string_split({{ name }}, ' '),
            lambda word:upper(left(word, 1)) || lower(substr(word, 2))
        ),
        ' '
    )
{%- endmacro %}
