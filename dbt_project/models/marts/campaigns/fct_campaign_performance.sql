-- One row per campaign_kind and campaign_id.
with
    int_campaign_outcomes as (select * from {{ ref("int_campaign_outcomes") }}),

    stg_campaign_sends as (
        select * from {{ ref("stg_campaign_sends") }} where sent_at < {{ end_of_as_of() }}
    ),

    int_campaigns as (select * from {{ ref("int_campaigns") }}),

    fct_campaign_effects as (
        select * from {{ ref("fct_campaign_effects") }} where dimension = 'all'
    ),

    conversions as (select * from fct_campaign_effects where outcome = 'converted'),

    revenues as (select * from fct_campaign_effects where outcome = 'net_revenue'),

    margins as (select * from fct_campaign_effects where outcome = 'margin'),

    told as (
        select
            'export' as campaign_kind,
            stg_campaign_sends.export_id as campaign_id,
            min(stg_campaign_sends.audience) as name,
            min(stg_campaign_sends.channel) as channel,
            sum(stg_campaign_sends.sent_count) as sent_count
        from stg_campaign_sends
        group by stg_campaign_sends.export_id
        union all
        select
            'audience' as campaign_kind,
            stg_campaign_sends.audience as campaign_id,
            stg_campaign_sends.audience as name,
            case
                when min(stg_campaign_sends.channel) = max(stg_campaign_sends.channel)
                then min(stg_campaign_sends.channel)
            end as channel,
            sum(stg_campaign_sends.sent_count) as sent_count
        from stg_campaign_sends
        group by stg_campaign_sends.audience
        union all
        select
            'tool' as campaign_kind,
            int_campaigns.campaign_id,
            int_campaigns.name,
            int_campaigns.channel,
            null as sent_count
        from int_campaigns
    ),

    counted as (
        select
            int_campaign_outcomes.campaign_kind,
            int_campaign_outcomes.campaign_id,
            min(int_campaign_outcomes.sent_at) as first_sent_at,
            max(int_campaign_outcomes.sent_at) as last_sent_at,
            count(
                case
                    when int_campaign_outcomes.is_in_file and int_campaign_outcomes.arm <> 'control'
                    then 1
                end
            ) as sent_people,
            count(case when int_campaign_outcomes.arm = 'mixed' then 1 end) as mixed_people,
            max(case when int_campaign_outcomes.is_tool_known then 1 else 0 end)
            = 1 as is_tool_known,
            count(case when int_campaign_outcomes.is_delivered then 1 end) as delivered_people,
            count(case when int_campaign_outcomes.is_opened then 1 end) as opened_people,
            count(case when int_campaign_outcomes.is_clicked then 1 end) as clicked_people,
            sum(
                case when int_campaign_outcomes.last_touch_count > 0 then 1 else 0 end
            ) as last_touch_converted_people,
            sum(int_campaign_outcomes.last_touch_revenue) as last_touch_net_revenue
        from int_campaign_outcomes
        group by int_campaign_outcomes.campaign_kind, int_campaign_outcomes.campaign_id
    )

select
    counted.campaign_kind,
    counted.campaign_id,
    told.name,
    told.channel,
    counted.first_sent_at,
    counted.last_sent_at,
    {{ dbt.dateadd("day", var("conversion_days"), "counted.last_sent_at") }}
    <= {{ end_of_as_of() }} as is_over,
    cast(coalesce(told.sent_count, counted.sent_people) as bigint) as sent_count,
    case when counted.is_tool_known then counted.delivered_people end as delivered_people,
    case when counted.is_tool_known then counted.opened_people end as opened_people,
    case when counted.is_tool_known then counted.clicked_people end as clicked_people,
    coalesce(conversions.treated_people, 0) as treated_people,
    coalesce(conversions.control_people, 0) as control_people,
    counted.mixed_people,
    cast(coalesce(conversions.treated_total, 0) as bigint) as treated_converted_people,
    cast(coalesce(conversions.control_total, 0) as bigint) as control_converted_people,
    coalesce(revenues.treated_total, 0) as treated_net_revenue,
    coalesce(revenues.control_total, 0) as control_net_revenue,
    margins.treated_total as treated_margin,
    margins.control_total as control_margin,
    conversions.uplift as conversion_uplift,
    conversions.uplift_low as conversion_uplift_low,
    conversions.uplift_high as conversion_uplift_high,
    revenues.uplift as revenue_uplift,
    revenues.uplift_low as revenue_uplift_low,
    revenues.uplift_high as revenue_uplift_high,
    revenues.cuped_uplift as revenue_cuped_uplift,
    revenues.cuped_low as revenue_cuped_low,
    revenues.cuped_high as revenue_cuped_high,
    margins.uplift as margin_uplift,
    margins.uplift_low as margin_uplift_low,
    margins.uplift_high as margin_uplift_high,
    conversions.sample_ratio_p_value,
    conversions.people_needed_more,
    case
        when coalesce(conversions.control_people, 0) = 0
        then 'Nobody was held out: what the campaign changed cannot be known.'
        when conversions.uplift is null
        then 'An arm has fewer than two people: nothing can be told.'
        when conversions.sample_ratio_p_value < 0.001
        then 'The arms are not split as they were drawn: do not believe the uplift.'
        when conversions.people_needed_more is null
        then 'Both arms bought alike.'
        when conversions.uplift_low > 0 or conversions.uplift_high < 0
        then 'The uplift is not chance.'
        else
            'The uplift may be chance: it needs '
            || cast(conversions.people_needed_more as {{ dbt.type_string() }})
            || ' more people.'
    end as statement,
    cast(counted.last_touch_converted_people as bigint) as last_touch_converted_people,
    cast(counted.last_touch_net_revenue as decimal(18, 2)) as last_touch_net_revenue,
    conversions.uplift * conversions.treated_people as holdout_converted_people,
    revenues.uplift * revenues.treated_people as holdout_net_revenue
from counted
left join
    told on counted.campaign_kind = told.campaign_kind and counted.campaign_id = told.campaign_id
left join
    conversions
    on counted.campaign_kind = conversions.campaign_kind
    and counted.campaign_id = conversions.campaign_id
left join
    revenues
    on counted.campaign_kind = revenues.campaign_kind
    and counted.campaign_id = revenues.campaign_id
left join
    margins
    on counted.campaign_kind = margins.campaign_kind
    and counted.campaign_id = margins.campaign_id
