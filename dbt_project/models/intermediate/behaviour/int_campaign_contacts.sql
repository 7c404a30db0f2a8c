-- One row per customer_id and campaign_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
with
    int_interactions as (select * from {{ ref("int_interactions") }} where campaign_id is not null),

    idn_customers as (
        select *
        from {{ ref("idn_customers") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    ),

    int_valued_orders as (
        select *
        from {{ ref("int_valued_orders") }}
        where
            campaign_id is not null and customer_id is not null and status = 'fulfilled'
            {%- if is_incremental() %}
                and customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
            {%- endif %}
    ),

    contacts as (
        select
            idn_customers.customer_id,
            int_interactions.campaign_id,
            int_interactions.kind,
            int_interactions.occurred_at
        from int_interactions
        inner join idn_customers on int_interactions.record_id = idn_customers.record_id
        union all
        select
            int_valued_orders.customer_id,
            int_valued_orders.campaign_id,
            'ordered' as kind,
            int_valued_orders.ordered_at as occurred_at
        from int_valued_orders
    )

-- The first of each kind: as of any day, it has happened or it has not.
select
    contacts.customer_id,
    contacts.campaign_id,
    min(
        case when contacts.kind in ('sent', 'delivered') then contacts.occurred_at end
    ) as first_sent_at,
    min(case when contacts.kind = 'delivered' then contacts.occurred_at end) as first_delivered_at,
    min(case when contacts.kind = 'opened' then contacts.occurred_at end) as first_opened_at,
    min(case when contacts.kind = 'clicked' then contacts.occurred_at end) as first_clicked_at,
    min(case when contacts.kind = 'replied' then contacts.occurred_at end) as first_replied_at,
    min(case when contacts.kind = 'ordered' then contacts.occurred_at end) as first_ordered_at
from contacts
group by contacts.customer_id, contacts.campaign_id
