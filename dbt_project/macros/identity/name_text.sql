{#- A name as it is compared: without titles and degrees, in small letters, words apart by one space; letters only. -#}
{% macro name_text(name) %}
    {{
        return(
            "trim(" ~ replaced("lower(" ~ undressed_name(name) ~ ")", "[^\\p{L}]+", " ") ~ ")"
        )
    }}
{% endmacro %}
