{#- A query without a row that has these columns, name -> type: what a union of none, or a log that does not stand yet, is. -#}
{% macro no_rows() %}
    select
        {% for name, type in kwargs.items() -%}
            cast(null as {{ type }}) as {{ name }}{{ "," if not loop.last }}
        {% endfor -%}
    where false
{% endmacro %}
