-- One row per customer_id and campaign_id.
with
    idn_customers as (select * from {{ ref("idn_customers") }}),

    int_sends as (
        select *
        from {{ ref("int_sends") }}
        where coalesce(arm, 'treated') <> 'control' and sent_at < {{ end_of_as_of() }}
    ),

    int_campaign_contacts as (select * from {{ ref("int_campaign_contacts") }}),

    int_campaigns as (select * from {{ ref("int_campaigns") }}),

    -- What the list of sends says, and what the tool saw leave.
    sendings as (
        select idn_customers.customer_id, int_sends.campaign_id, int_sends.sent_at
        from int_sends
        inner join idn_customers on int_sends.record_id = idn_customers.record_id
        union all
        select
            int_campaign_contacts.customer_id,
            int_campaign_contacts.campaign_id,
            int_campaign_contacts.first_sent_at as sent_at
        from int_campaign_contacts
        where int_campaign_contacts.first_sent_at < {{ end_of_as_of() }}
    ),

    sent as (
        select sendings.customer_id, sendings.campaign_id, min(sendings.sent_at) as sent_at
        from sendings
        group by sendings.customer_id, sendings.campaign_id
    ),

    dated as (
        select sent.customer_id, sent.campaign_id, {{ business_date("sent.sent_at") }} as sent_date
        from sent
    ),

    recent as (
        select * from dated where dated.sent_date > {{ dbt.dateadd("day", -365, as_of_date()) }}
    ),

    int_purchase_dates as (
        select *
        from {{ ref("int_purchase_dates") }}
        where order_date > {{ dbt.dateadd("day", -365, as_of_date()) }}
    ),

    -- distinct: several purchase dates may follow one message
    followed as (
        select distinct recent.customer_id, recent.campaign_id
        from recent
        inner join int_purchase_dates on recent.customer_id = int_purchase_dates.customer_id
        where
            int_purchase_dates.order_date
            between recent.sent_date
            and {{ dbt.dateadd("day", var("conversion_days"), "recent.sent_date") }}
    )

select
    recent.customer_id,
    recent.campaign_id,
    recent.sent_date,
    coalesce(int_campaigns.purpose = 'marketing', false) as is_promotion,
    coalesce(int_campaign_contacts.first_opened_at < {{ end_of_as_of() }}, false) as is_opened,
    coalesce(
        least(
            int_campaign_contacts.first_clicked_at,
            int_campaign_contacts.first_replied_at,
            int_campaign_contacts.first_ordered_at
        )
        < {{ end_of_as_of() }},
        false
    ) as is_answered,
    followed.customer_id is not null as is_followed_by_purchase
from recent
left join
    int_campaign_contacts
    on recent.customer_id = int_campaign_contacts.customer_id
    and recent.campaign_id = int_campaign_contacts.campaign_id
left join int_campaigns on recent.campaign_id = int_campaigns.campaign_id
left join
    followed
    on recent.customer_id = followed.customer_id
    and recent.campaign_id = followed.campaign_id
