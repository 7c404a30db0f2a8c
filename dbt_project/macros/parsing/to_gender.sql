{#- 'female', 'male' or null, from the words and letters of Indonesian and English forms; anything else is unknown. -#}
{% macro to_gender(text) -%}
    case
        when lower({{ text }}) in ('female', 'f', 'perempuan', 'wanita', 'p', 'w')
        then 'female'
        when lower({{ text }}) in ('male', 'm', 'laki-laki', 'laki laki', 'pria', 'l')
        then 'male'
    end
{%- endmacro %}
