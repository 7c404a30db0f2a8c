{#- The source key of a record that is known by a contact alone: its text as delivered, trimmed, in small letters. -#}
{% macro contact_key(contact) -%} lower({{ contact }}) {%- endmacro %}
