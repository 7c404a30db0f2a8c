{#- Fails with one row that counts the nulls of each of the columns. One test a model is one statement and one node, not ten. -#}
{% test never_null(model, columns) %}
    select *
    from
        (
            select
                {% for column in columns %}
                    count(*) - count({{ column }}) as {{ column }}{{ "," if not loop.last }}
                {% endfor %}
            from {{ model }}
        ) as null_counts
    where {% for column in columns %} {{ column }} > 0 {{ "or" if not loop.last }} {% endfor %}
{% endtest %}
