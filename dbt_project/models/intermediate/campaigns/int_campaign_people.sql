-- One row per campaign_kind, campaign_id and customer_id.
{%- set dimensions = ["lifecycle", "rfm_segment", "value_class"] %}
with
    idn_resolutions as (select * from {{ ref("idn_resolutions") }}),

    idn_customers as (select * from {{ ref("idn_customers") }}),

    stg_campaign_people as (select * from {{ ref("stg_campaign_people") }}),

    int_sends as (select * from {{ ref("int_sends") }}),

    int_campaign_contacts as (select * from {{ ref("int_campaign_contacts") }}),

    marked as (select * from {{ ref("stg_campaign_sends") }}),

    -- What is measured: an export, all sent exports of an audience, and what a tool itself tells
    -- of.
    campaigns as (
        select
            'export' as campaign_kind,
            marked.export_id as campaign_id,
            marked.export_id,
            marked.campaign_id as tool_campaign_id,
            marked.sent_at
        from marked
        union all
        select
            'audience' as campaign_kind,
            marked.audience as campaign_id,
            marked.export_id,
            marked.campaign_id as tool_campaign_id,
            marked.sent_at
        from marked
    ),

    exposures as (
        select
            campaigns.campaign_kind,
            campaigns.campaign_id,
            idn_resolutions.present_customer_id as customer_id,
            stg_campaign_people.customer_id as then_id,
            stg_campaign_people.arm,
            stg_campaign_people.control_share,
            stg_campaign_people.is_in_file,
            campaigns.tool_campaign_id,
            campaigns.sent_at,
            {% for dimension in dimensions %} stg_campaign_people.{{ dimension }}, {% endfor %}
            campaigns.export_id as tie
        from campaigns
        inner join stg_campaign_people on campaigns.export_id = stg_campaign_people.export_id
        inner join idn_resolutions on stg_campaign_people.customer_id = idn_resolutions.customer_id
        union all
        select
            'tool' as campaign_kind,
            int_sends.campaign_id,
            idn_customers.customer_id,
            int_sends.record_id as then_id,
            coalesce(int_sends.arm, 'treated') as arm,
            null as control_share,
            coalesce(int_sends.arm, 'treated') = 'treated' as is_in_file,
            int_sends.campaign_id as tool_campaign_id,
            int_sends.sent_at,
            {% for _ in dimensions %} null, {% endfor %} int_sends.send_id as tie
        from int_sends
        inner join idn_customers on int_sends.record_id = idn_customers.record_id
        union all
        select
            'tool' as campaign_kind,
            int_campaign_contacts.campaign_id,
            int_campaign_contacts.customer_id,
            '' as then_id,
            'treated' as arm,
            null as control_share,
            true as is_in_file,
            int_campaign_contacts.campaign_id as tool_campaign_id,
            int_campaign_contacts.first_sent_at as sent_at,
            {% for _ in dimensions %} null, {% endfor %} '' as tie
        from int_campaign_contacts
        left join
            (select distinct int_sends.campaign_id from int_sends) as listed
            on int_campaign_contacts.campaign_id = listed.campaign_id
        where listed.campaign_id is null
    ),

    -- From first eligibility: of several waves, a person counts in the first with its arm.
    ranked as (
        select
            exposures.*,
            row_number() over (
                partition by
                    exposures.campaign_kind,
                    exposures.campaign_id,
                    exposures.customer_id,
                    exposures.then_id
                order by exposures.sent_at, exposures.tie
            ) as wave
        from exposures
        where
            exposures.customer_id is not null
            and exposures.sent_at < {{ end_of_as_of() }}
            and {{ business_date("exposures.sent_at") }}
            > {{ dbt.dateadd("day", -var("campaign_days"), as_of_date()) }}
    )

select
    ranked.campaign_kind,
    ranked.campaign_id,
    ranked.customer_id,
    -- Merged people whose arms differ are nobody's evidence.
    case when min(ranked.arm) = max(ranked.arm) then min(ranked.arm) else 'mixed' end as arm,
    max(ranked.control_share) as control_share,
    max(case when ranked.is_in_file then 1 else 0 end) = 1 as is_in_file,
    max(ranked.tool_campaign_id) as tool_campaign_id,
    min(ranked.sent_at) as sent_at,
    {% for dimension in dimensions %}
        min(ranked.{{ dimension }}) as {{ dimension }}{{ "," if not loop.last }}
    {% endfor %}
from ranked
where ranked.wave = 1
group by ranked.campaign_kind, ranked.campaign_id, ranked.customer_id
