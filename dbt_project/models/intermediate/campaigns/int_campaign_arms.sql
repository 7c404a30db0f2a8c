-- One row per campaign_kind, campaign_id, dimension, segment, outcome and arm.
-- Nothing but sums leaves here: the statistics need no more of an arm than these.
{%- set outcomes = ["converted", "purchases", "net_revenue", "margin"] %}
{%- set dimensions = ["all", "lifecycle", "rfm_segment", "value_class", "purchases_before"] %}
with
    int_campaign_outcomes as (
        select * from {{ ref("int_campaign_outcomes") }} where arm in ('treated', 'control')
    ),

    -- Wide enough for squares: a product of two narrower decimals overflows above a billion.
    widened as (
        select
            int_campaign_outcomes.campaign_kind,
            int_campaign_outcomes.campaign_id,
            int_campaign_outcomes.arm,
            int_campaign_outcomes.control_share,
            int_campaign_outcomes.lifecycle,
            int_campaign_outcomes.rfm_segment,
            int_campaign_outcomes.value_class,
            int_campaign_outcomes.purchases_before,
            int_campaign_outcomes.uncosted_count,
            {% for outcome in outcomes %}
                cast(int_campaign_outcomes.{{ outcome }} as decimal(19, 2)) as {{ outcome }},
            {% endfor %}
            cast(int_campaign_outcomes.before_revenue as decimal(19, 2)) as before_revenue
        from int_campaign_outcomes
    ),

    segmented as (
        {% for dimension in dimensions %}
            select
                widened.*,
                '{{ dimension }}' as dimension,
                {{
                    (
                        "'all'"
                        if dimension == "all"
                        else "coalesce(widened." ~ dimension ~ ", 'unknown')"
                    )
                }} as segment
            from widened
            {% if dimension in ["lifecycle", "rfm_segment", "value_class"] %}
                where widened.campaign_kind <> 'tool'
            {% endif %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

{% for outcome in outcomes %}
    select
        segmented.campaign_kind,
        segmented.campaign_id,
        segmented.dimension,
        segmented.segment,
        '{{ outcome }}' as outcome,
        segmented.arm,
        count(*) as people,
        sum(segmented.uncosted_count) as uncosted_count,
        sum(segmented.control_share) as control_share_sum,
        sum(segmented.{{ outcome }}) as total,
        sum(segmented.{{ outcome }} * segmented.{{ outcome }}) as total_squared,
        sum(segmented.before_revenue) as before_total,
        sum(segmented.before_revenue * segmented.before_revenue) as before_squared,
        sum(segmented.{{ outcome }} * segmented.before_revenue) as shared_total
    from segmented
    group by
        segmented.campaign_kind,
        segmented.campaign_id,
        segmented.dimension,
        segmented.segment,
        segmented.arm
    {% if not loop.last %}
        union all
    {% endif %}
{% endfor %}
