{#- A point or comma as a regular expression that matches only itself. -#}
{% macro literal_sign(sign) %} {{ return("[" ~ sign ~ "]") }} {% endmacro %}
