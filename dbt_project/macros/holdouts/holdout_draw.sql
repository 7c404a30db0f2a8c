{#- The number that a text draws under the workspace's salt, from 0 up to, and without, 4,294,967,296; `text` is SQL. -#}
{% macro holdout_draw(text) -%}
    {{ hash_draw(quoted(var("holdout_salt") ~ "|") ~ " || " ~ text) }}
{%- endmacro %}
