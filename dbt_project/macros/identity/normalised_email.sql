{#- An e-mail address in the one form that is compared: composed (NFC), lower case, no space around it; blank is null. -#}
{% macro normalised_email(email) -%} nullif(trim(lower({{ nfc(email) }})), '') {%- endmacro %}
