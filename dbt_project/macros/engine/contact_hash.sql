{#-
    The SHA-256 under which a contact point is suppressed: of the normalised value, an e-mail in lower case and without its
    `+tag`, so that every such form of an address has one hash. Lists of suppressed people hold this, never the address.
-#}
{% macro contact_hash(contact_kind, contact_value) -%}
    {%- set form -%}
        case
            when {{ contact_kind }} = 'email'
            then regexp_replace(lower(trim({{ contact_value }})), '[+][^@]*@', '@')
            else trim({{ contact_value }})
        end
    {%- endset -%}
    {{ adapter.dispatch("sha256_hex")(form) }}
{%- endmacro %}

{% macro default__sha256_hex(text) -%} sha2({{ text }}, 256) {%- endmacro %}

{% macro duckdb__sha256_hex(text) -%} sha256({{ text }}) {%- endmacro %}
