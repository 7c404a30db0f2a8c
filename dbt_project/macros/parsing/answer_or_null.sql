{#- The text, or null where people put a sign for "none" into a cell that the form would not let them leave blank. -#}
{% macro answer_or_null(text) -%}
    case
        when
            not {{
                matches(
                    "lower(" ~ text ~ ")",
                    "[-._/x ]+|n/?a|nil|none|null|kosong|tidak ada|tdk ada",
                )
            }}
        then {{ text }}
    end
{%- endmacro %}
