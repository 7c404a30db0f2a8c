{#- True or false by the words that the source uses for them, whatever their case; null for any other text. -#}
{% macro to_boolean(text, true_words, false_words) -%}
    case
        when lower({{ text }}) in ('{{ true_words | join("', '") }}')
        then true
        when lower({{ text }}) in ('{{ false_words | join("', '") }}')
        then false
    end
{%- endmacro %}
