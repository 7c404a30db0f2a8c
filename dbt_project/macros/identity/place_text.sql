{#- A place as it is looked up: lower case, single spaces, no punctuation, `Kab.`, `Kodya` and their like in full. -#}
{% macro place_text(place) %}
    {%- set spaced = replaced("lower(" ~ place ~ ")", "[.,() ]+", " ") -%}
    {%- set regency = replaced(spaced, "^ ?(kab|kabupaten)( adm| administrasi)? ", "kabupaten ") -%}
    {%- set city = replaced(regency, "^ ?(kota|kodya|kotamadya)( adm| administrasi)? ", "kota ") -%}
    {{ return("trim(" ~ city ~ ")") }}
{% endmacro %}
