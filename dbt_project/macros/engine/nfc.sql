{#- Text in Unicode's composed form, so that two spellings of one name or e-mail are one value. -#}
{% macro nfc(text) %} {{ return(adapter.dispatch("nfc", "langganan")(text)) }} {% endmacro %}

{% macro duckdb__nfc(text) -%} nfc_normalize({{ text }}) {%- endmacro %}
