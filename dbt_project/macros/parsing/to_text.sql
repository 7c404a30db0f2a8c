{#- Text as a person means it: composed Unicode, trimmed, null when blank. -#}
{% macro to_text(column) -%} {{ nfc(column) }} {%- endmacro %}
