{#- The regular expression of an address in `normalised_email`'s form that a mail server would take. -#}
{% macro email_pattern() %}
    {%- set word = "[a-z0-9!#$%&*+/=?^_`{|}~-]+" -%}
    {%- set label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?" -%}
    {{ return(word ~ "([.]" ~ word ~ ")*@(" ~ label ~ "[.])+[a-z]{2,}") }}
{% endmacro %}
