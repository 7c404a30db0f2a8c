-- One row per customer_id.
with
    int_customer_event_days as (
        select * from {{ ref("int_customer_event_days") }} where {{ in_window("event_date", 365) }}
    ),

    counted as (
        select
            int_customer_event_days.*,
            case
                when int_customer_event_days.channel = 'email'
                then int_customer_event_days.interaction_count
                else 0
            end as email_count,
            case
                when int_customer_event_days.channel = 'whatsapp'
                then int_customer_event_days.interaction_count
                else 0
            end as whatsapp_count
        from int_customer_event_days
    ),

    -- Whatever the site saw on a date is one visit.
    visits as (
        select int_customer_event_days.customer_id, int_customer_event_days.event_date
        from int_customer_event_days
        where int_customer_event_days.channel = 'web'
        group by int_customer_event_days.customer_id, int_customer_event_days.event_date
    ),

    visit_sums as (
        select
            visits.customer_id,
            {{ count_in_window("1", "visits.event_date", 30) }} as site_visit_count_30d,
            {{ count_in_window("1", "visits.event_date", 90) }} as site_visit_count_90d,
            count(*) as site_visit_count_365d
        from visits
        group by visits.customer_id
    )

select
    counted.customer_id,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 30, "counted.kind = 'delivered'"
        )
    }} as email_delivered_count_30d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 90, "counted.kind = 'delivered'"
        )
    }} as email_delivered_count_90d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 365, "counted.kind = 'delivered'"
        )
    }} as email_delivered_count_365d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 30, "counted.kind = 'opened'"
        )
    }} as email_opened_count_30d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 90, "counted.kind = 'opened'"
        )
    }} as email_opened_count_90d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 365, "counted.kind = 'opened'"
        )
    }} as email_opened_count_365d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 30, "counted.kind = 'clicked'"
        )
    }} as email_clicked_count_30d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 90, "counted.kind = 'clicked'"
        )
    }} as email_clicked_count_90d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 365, "counted.kind = 'clicked'"
        )
    }} as email_clicked_count_365d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 365, "counted.kind = 'bounced'"
        )
    }} as email_bounced_count_365d,
    {{
        count_in_window(
            "counted.email_count", "counted.event_date", 365, "counted.kind = 'complained'"
        )
    }} as email_complained_count_365d,
    {{
        count_in_window(
            "counted.whatsapp_count", "counted.event_date", 365, "counted.kind = 'delivered'"
        )
    }} as whatsapp_delivered_count_365d,
    {{
        count_in_window(
            "counted.whatsapp_count", "counted.event_date", 365, "counted.kind = 'opened'"
        )
    }} as whatsapp_opened_count_365d,
    {{
        count_in_window(
            "counted.whatsapp_count", "counted.event_date", 365, "counted.kind = 'replied'"
        )
    }} as whatsapp_replied_count_365d,
    {{
        count_in_window(
            "counted.interaction_count", "counted.event_date", 365, "counted.kind = 'event_visit'"
        )
    }} as event_visit_count_365d,
    max(
        case
            when counted.kind in ('opened', 'clicked', 'replied') or counted.channel = 'web'
            then counted.event_date
        end
    ) as last_engaged_date,
    coalesce(max(visit_sums.site_visit_count_30d), 0) as site_visit_count_30d,
    coalesce(max(visit_sums.site_visit_count_90d), 0) as site_visit_count_90d,
    coalesce(max(visit_sums.site_visit_count_365d), 0) as site_visit_count_365d
from counted
left join visit_sums on counted.customer_id = visit_sums.customer_id
group by counted.customer_id
