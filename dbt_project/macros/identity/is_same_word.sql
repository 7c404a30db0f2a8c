{#-
    Whether two words of names may be one: equal, one the beginning of the other (M., Moh, Mohammad), or one letter
    apart from four letters on.
-#}
{% macro is_same_word(word, other) -%}
    (
        starts_with({{ word }}, {{ other }})
        or starts_with({{ other }}, {{ word }})
        or (
            least(length({{ word }}), length({{ other }})) >= 4
            and levenshtein({{ word }}, {{ other }}) <= 1
        )
    )
{%- endmacro %}
