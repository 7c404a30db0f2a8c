{#- A text as an SQL literal, whatever quotes it holds. -#}
{% macro quoted(text) %} {{ return("'" ~ (text | replace("'", "''")) ~ "'") }} {% endmacro %}
