{#-
One row per customer_id, nobody without an id, and what the audience declares under `must_hold` is true of everybody's profile, said
apart from the audience's own SQL. Fails with a row a fault. It speaks for this audience, and for those that are made of it.
-#}
{% test audience_holds(model) %}
    {%- set must_hold = audience_meta(model.identifier | replace("aud_", "", 1)).get(
        "must_hold", []
    ) %}
    with
        chosen as (select customer_id from {{ model }}),

        profiles as (
            select chosen.customer_id as chosen_id, customer_360.*
            from chosen
            left join
                {{ ref("customer_360") }} as customer_360
                on chosen.customer_id = customer_360.customer_id
        ),

        faults as (
            select 'several rows of one person' as fault, count(*) as failed_count
            from
                (
                    select customer_id from chosen group by customer_id having count(*) > 1
                ) as repeated
            union all
            select 'no customer_id', count(*) - count(customer_id)
            from chosen
            {% for condition in must_hold %}
                union all
                select
                    {{ quoted("does not hold: " ~ condition) }},
                    count(case when coalesce({{ condition }}, false) then null else 1 end)
                from profiles
            {% endfor %}
        )

    select faults.fault, faults.failed_count
    from faults
    where faults.failed_count > 0
{% endtest %}
