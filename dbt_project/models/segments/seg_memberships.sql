-- One row per customer_id and dimension.
with seg_customers as (select * from {{ ref("seg_customers") }})

{% for rule in segment_rules() %}
    select
        seg_customers.customer_id,
        '{{ rule.dimension }}' as dimension,
        seg_customers.{{ rule.column }} as segment,
        '{{ rule.version }}' as definition_hash
    from seg_customers
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
