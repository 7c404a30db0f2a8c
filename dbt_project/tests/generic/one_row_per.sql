{#-
One row per combination of these columns' values, and no null in them: the grain, as the model's description begins.

`may_be_null` names key columns in which null is a value of its own; `never_null`, other columns that must be filled. Fails
with a row a fault: what is wrong, and in how many keys or rows. One test a model is one statement and one node, not ten.
-#}
{% test one_row_per(model, columns, never_null=[], may_be_null=[]) %}
    {%- set filled = (columns | reject("in", may_be_null) | list) + never_null %}
    with
        keys as (
            select count(*) as row_count
            from {{ model }}
            group by {{ columns | join(", ") }}
            having count(*) > 1
        ),

        filled as (
            select
                {% for column in filled %}
                    count(*) - count({{ column }}) as {{ column }},
                {% endfor %}
                count(*) as row_count
            from {{ model }}
        ),

        faults as (
            select 'several rows of one key' as fault, count(*) as failed_count
            from keys
            {% for column in filled %}
                union all
                select 'no {{ column }}' as fault, filled.{{ column }} as failed_count
                from filled
            {% endfor %}
        )

    select faults.fault, faults.failed_count
    from faults
    where faults.failed_count > 0
{% endtest %}
