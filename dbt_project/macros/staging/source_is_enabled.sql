{#- True where the workspace declares this source; a staging model of another source is disabled. -#}
{% macro source_is_enabled(source) %} {{ return(source in var("sources")) }} {% endmacro %}
