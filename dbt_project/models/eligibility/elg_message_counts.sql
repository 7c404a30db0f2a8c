-- One row per customer_id and channel.
with
    int_marked_sends as (select * from {{ ref("int_marked_sends") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    caps as (
        select elg_audience_rules.channel, max(elg_audience_rules.cap_days) as cap_days
        from elg_audience_rules
        where elg_audience_rules.cap_days is not null
        group by elg_audience_rules.channel
    ),

    -- A file for as_of is sent on the day after it: the last of the cap's dates.
    aged as (
        select
            int_marked_sends.customer_id,
            int_marked_sends.channel,
            {{ dbt.datediff(business_date("int_marked_sends.sent_at"), as_of_date(), "day") }}
            + 1 as days_before
        from int_marked_sends
        where int_marked_sends.purpose = 'marketing'
    )

select aged.customer_id, aged.channel, count(*) as message_count
from aged
inner join caps on aged.channel = caps.channel
where aged.days_before < caps.cap_days
group by aged.customer_id, aged.channel
