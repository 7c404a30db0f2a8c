-- One row per customer_id.
with
    int_customer_attributes as (select customer_id from {{ ref("int_customer_attributes") }}),

    int_customer_event_sums as (select * from {{ ref("int_customer_event_sums") }}),

    int_unbought_views as (select * from {{ ref("int_unbought_views") }}),

    int_carts as (select * from {{ ref("int_carts") }} where outcome = 'abandoned'),

    int_campaign_responses as (select * from {{ ref("int_campaign_responses") }}),

    fct_interactions as (
        select *
        from {{ ref("fct_interactions") }}
        where kind in ('ticket_opened', 'complaint_opened') and customer_id is not null
    ),

    carts as (
        select
            int_carts.customer_id,
            {{ count_in_window("1", "int_carts.cart_date", 30) }} as count_30d,
            {{ count_in_window("1", "int_carts.cart_date", 90) }} as count_90d,
            {{ count_in_window("1", "int_carts.cart_date", 365) }} as count_365d,
            sum(
                case when {{ in_window("int_carts.cart_date", 30) }} then int_carts.cart_amount end
            ) as amount_30d,
            sum(
                case when {{ in_window("int_carts.cart_date", 90) }} then int_carts.cart_amount end
            ) as amount_90d,
            sum(
                case when {{ in_window("int_carts.cart_date", 365) }} then int_carts.cart_amount end
            ) as amount_365d
        from int_carts
        group by int_carts.customer_id
    ),

    campaigns as (
        select
            int_campaign_responses.customer_id,
            count(*) as campaign_count,
            count(case when int_campaign_responses.is_opened then 1 end) as opened_count,
            count(case when int_campaign_responses.is_answered then 1 end) as answered_count
        from int_campaign_responses
        group by int_campaign_responses.customer_id
    ),

    promotions as (
        select
            int_campaign_responses.customer_id,
            count(*) as promotion_count,
            count(case when int_campaign_responses.is_answered then 1 end) as answered_count,
            count(
                case when int_campaign_responses.is_followed_by_purchase then 1 end
            ) as bought_count
        from int_campaign_responses
        where int_campaign_responses.is_promotion
        group by int_campaign_responses.customer_id
    ),

    judged_tickets as (
        select
            fct_interactions.customer_id,
            fct_interactions.kind = 'complaint_opened' as is_complaint,
            fct_interactions.is_open,
            fct_interactions.event_date,
            fct_interactions.satisfaction,
            {{ business_date("fct_interactions.resolved_at") }} as resolved_date,
            {{
                dbt.datediff(
                    "fct_interactions.occurred_at", "fct_interactions.resolved_at", "second"
                )
            }} as seconds_to_resolve
        from fct_interactions
    ),

    -- Open is what is open as far as is known: silence towards an angry person is never too early.
    tickets as (
        select
            judged_tickets.customer_id,
            {{ count_in_window("1", "judged_tickets.event_date", 365) }} as ticket_count,
            {{
                count_in_window(
                    "1", "judged_tickets.event_date", 365, "judged_tickets.is_complaint"
                )
            }} as complaint_count,
            count(case when judged_tickets.is_open then 1 end) as open_count,
            count(
                case when judged_tickets.is_open and judged_tickets.is_complaint then 1 end
            ) as open_complaint_count,
            {{ count_in_window("judged_tickets.satisfaction", "judged_tickets.event_date", 365) }}
            as satisfaction_sum,
            {{
                count_in_window(
                    "1",
                    "judged_tickets.event_date",
                    365,
                    "judged_tickets.satisfaction is not null",
                )
            }} as satisfaction_count,
            {{ count_in_window("1", "judged_tickets.resolved_date", 365) }} as resolved_count,
            {{
                count_in_window(
                    "judged_tickets.seconds_to_resolve", "judged_tickets.resolved_date", 365
                )
            }} as seconds_to_resolve
        from judged_tickets
        group by judged_tickets.customer_id
    )

select
    int_customer_attributes.customer_id,
    coalesce(int_customer_event_sums.email_delivered_count_30d, 0) as email_delivered_count_30d,
    coalesce(int_customer_event_sums.email_delivered_count_90d, 0) as email_delivered_count_90d,
    coalesce(int_customer_event_sums.email_delivered_count_365d, 0) as email_delivered_count_365d,
    coalesce(int_customer_event_sums.email_opened_count_30d, 0) as email_opened_count_30d,
    coalesce(int_customer_event_sums.email_opened_count_90d, 0) as email_opened_count_90d,
    coalesce(int_customer_event_sums.email_opened_count_365d, 0) as email_opened_count_365d,
    coalesce(int_customer_event_sums.email_clicked_count_30d, 0) as email_clicked_count_30d,
    coalesce(int_customer_event_sums.email_clicked_count_90d, 0) as email_clicked_count_90d,
    coalesce(int_customer_event_sums.email_clicked_count_365d, 0) as email_clicked_count_365d,
    coalesce(int_customer_event_sums.email_bounced_count_365d, 0) as email_bounced_count_365d,
    coalesce(int_customer_event_sums.email_complained_count_365d, 0) as email_complained_count_365d,
    coalesce(
        int_customer_event_sums.whatsapp_delivered_count_365d, 0
    ) as whatsapp_delivered_count_365d,
    coalesce(int_customer_event_sums.whatsapp_opened_count_365d, 0) as whatsapp_opened_count_365d,
    coalesce(int_customer_event_sums.whatsapp_replied_count_365d, 0) as whatsapp_replied_count_365d,
    coalesce(int_customer_event_sums.event_visit_count_365d, 0) as event_visit_count_365d,
    coalesce(int_customer_event_sums.site_visit_count_30d, 0) as site_visit_count_30d,
    coalesce(int_customer_event_sums.site_visit_count_90d, 0) as site_visit_count_90d,
    coalesce(int_customer_event_sums.site_visit_count_365d, 0) as site_visit_count_365d,
    int_customer_event_sums.last_engaged_date,
    coalesce(int_unbought_views.viewed_product_count, 0) as viewed_product_count_90d,
    coalesce(int_unbought_views.unbought_product_count, 0) as unbought_product_count_90d,
    int_unbought_views.last_unbought_product_id,
    coalesce(carts.count_30d, 0) as abandoned_cart_count_30d,
    coalesce(carts.count_90d, 0) as abandoned_cart_count_90d,
    coalesce(carts.count_365d, 0) as abandoned_cart_count_365d,
    cast(coalesce(carts.amount_30d, 0) as decimal(18, 2)) as abandoned_cart_amount_30d,
    cast(coalesce(carts.amount_90d, 0) as decimal(18, 2)) as abandoned_cart_amount_90d,
    cast(coalesce(carts.amount_365d, 0) as decimal(18, 2)) as abandoned_cart_amount_365d,
    coalesce(campaigns.campaign_count, 0) as campaign_count_365d,
    {{ share("campaigns.opened_count", "campaigns.campaign_count") }} as campaign_open_rate_365d,
    coalesce(campaigns.answered_count, 0) as campaign_response_count_365d,
    {{ share("campaigns.answered_count", "campaigns.campaign_count") }}
    as campaign_response_rate_365d,
    coalesce(promotions.promotion_count, 0) as promotion_count_365d,
    coalesce(promotions.answered_count, 0) as promotion_response_count_365d,
    {{ share("promotions.answered_count", "promotions.promotion_count") }}
    as promotion_response_rate_365d,
    coalesce(promotions.bought_count, 0) as promotion_purchase_count_365d,
    {{ share("promotions.bought_count", "promotions.promotion_count") }}
    as promotion_purchase_rate_365d,
    coalesce(tickets.ticket_count, 0) as ticket_count_365d,
    coalesce(tickets.complaint_count, 0) as complaint_count_365d,
    coalesce(tickets.open_count, 0) as open_ticket_count,
    coalesce(tickets.open_complaint_count, 0) as open_complaint_count,
    coalesce(tickets.satisfaction_count, 0) as satisfaction_answer_count_365d,
    {{ ratio("tickets.satisfaction_sum", "tickets.satisfaction_count") }}
    as average_satisfaction_365d,
    coalesce(tickets.resolved_count, 0) as resolved_ticket_count_365d,
    {{ ratio("tickets.seconds_to_resolve", "3600 * tickets.resolved_count") }}
    as average_hours_to_resolve_365d
from int_customer_attributes
left join
    int_customer_event_sums
    on int_customer_attributes.customer_id = int_customer_event_sums.customer_id
left join int_unbought_views on int_customer_attributes.customer_id = int_unbought_views.customer_id
left join carts on int_customer_attributes.customer_id = carts.customer_id
left join campaigns on int_customer_attributes.customer_id = campaigns.customer_id
left join promotions on int_customer_attributes.customer_id = promotions.customer_id
left join tickets on int_customer_attributes.customer_id = tickets.customer_id
