{#- True where a written reply is nothing but a word by which people ask to be written to no more. -#}
{% macro is_opt_out(text) -%}
    coalesce(
        lower(regexp_replace({{ text }}, '[^A-Za-z]', '', 'g'))
        in ('stop', 'stopp', 'berhenti', 'unsubscribe', 'unsub', 'hapus'),
        false
    )
{%- endmacro %}
