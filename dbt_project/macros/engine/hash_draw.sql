{#- A number from 0 up to, and without, 4,294,967,296 that looks drawn and is the same for the same text: SHA-256's first 32 bits. -#}
{% macro hash_draw(text) -%} {{ adapter.dispatch("hash_draw")(text) }} {%- endmacro %}

{% macro default__hash_draw(text) -%}
    cast(conv(substring(sha2({{ text }}, 256), 1, 8), 16, 10) as bigint)
{%- endmacro %}

{% macro duckdb__hash_draw(text) -%}
    cast('0x' || left(sha256({{ text }}), 8) as bigint)
{%- endmacro %}
