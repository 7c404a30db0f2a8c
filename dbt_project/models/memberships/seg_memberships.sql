-- One row per customer_id, dimension and segment.
with seg_customers as (select * from {{ ref("seg_customers") }})

{% for rule in segment_rules() %}
    select
        seg_customers.customer_id,
        '{{ rule.dimension }}' as dimension,
        seg_customers.{{ rule.column }} as segment,
        '{{ rule.version }}' as definition_hash
    from seg_customers
    union all
{% endfor %}
{% for defined in audience_definitions() %}
    {%- set audience = "aud_" ~ defined.audience %}
    select
        {{ audience }}.customer_id,
        'audience' as dimension,
        '{{ defined.audience }}' as segment,
        '{{ defined.version }}' as definition_hash
    from {{ ref(audience) }} as {{ audience }}
    union all
{% endfor %}
select
    cast(null as {{ dbt.type_string() }}) as customer_id,
    cast(null as {{ dbt.type_string() }}) as dimension,
    cast(null as {{ dbt.type_string() }}) as segment,
    cast(null as {{ dbt.type_string() }}) as definition_hash
where false
