{#- The sum of an expression is the same in the model as another one's in the rows it was made of: no money is lost. -#}
{% test same_total(model, expression, compared_to, compared_expression, compared_where="1 = 1") %}
    with
        here as (select coalesce(sum({{ expression }}), 0) as total, from {{ model }}),

        there as (
            select coalesce(sum({{ compared_expression }}), 0) as total,
            from {{ compared_to }}
            where {{ compared_where }}
        )

    select here.total, there.total as compared_total,
    from here
    cross join there
    where here.total <> there.total
{% endtest %}
