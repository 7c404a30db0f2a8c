-- One row per audience and customer_id.
with
    customer_360 as (select * from {{ ref("customer_360") }}),

    chosen as (
        select
            cast(null as {{ dbt.type_string() }}) as audience,
            cast(null as {{ dbt.type_string() }}) as customer_id,
            cast(null as timestamp) as event_at
        where false
        {% for audience in var("audiences") %}
                {%- set event_at = audience_meta(audience).get("event_at") %}
            union all
            select
                '{{ audience }}' as audience,
                aud_{{ audience }}.customer_id,
                {% if event_at %} customer_360.{{ event_at }} as event_at
                {% else %} null as event_at
                {% endif %}
            from {{ ref("aud_" ~ audience) }} as aud_{{ audience }}
            {% if event_at %}
                left join customer_360 on aud_{{ audience }}.customer_id = customer_360.customer_id
            {% endif %}
        {% endfor %}
    )

select chosen.audience, chosen.customer_id, chosen.event_at
from chosen
