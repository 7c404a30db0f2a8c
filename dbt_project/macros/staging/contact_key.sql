{#-
    The source key of a record that is known by a contact alone: 24 hexadecimal digits of the MD5 of its text as delivered,
    trimmed, in small letters. Ids travel into marts, logs and files, where the contact itself has no business.
-#}
{% macro contact_key(contact) -%} substr(md5(lower({{ contact }})), 1, 24) {%- endmacro %}
