-- One row per audience, channel and customer_id.
with
    elg_candidates as (select * from {{ ref("elg_candidates") }}),

    elg_contact_routes as (select * from {{ ref("elg_contact_routes") }}),

    elg_writings as (select * from {{ ref("elg_writings") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    -- A candidate without a profile is nobody whom we know to be a person.
    judged as (
        select
            elg_candidates.audience,
            elg_candidates.channel,
            elg_candidates.purpose,
            elg_candidates.customer_id,
            elg_contact_routes.contact_point,
            customer_360.last_purchase_date,
            case
                when elg_contact_routes.customer_id is null
                then 'no_contact_point'
                when coalesce(customer_360.is_pseudo, true)
                then 'pseudo_account'
                when elg_contact_routes.reason <> ''
                then elg_contact_routes.reason
                when elg_candidates.purpose = 'marketing' and customer_360.has_open_complaint
                then 'open_complaint'
                else ''
            end as reason
        from elg_candidates
        left join
            elg_contact_routes
            on elg_candidates.customer_id = elg_contact_routes.customer_id
            and elg_candidates.channel = elg_contact_routes.channel
            and elg_candidates.purpose = elg_contact_routes.purpose
        left join customer_360 on elg_candidates.customer_id = customer_360.customer_id
    ),

    shared_points as (
        select
            elg_contact_routes.channel, elg_contact_routes.purpose, elg_contact_routes.contact_point
        from elg_contact_routes
        where elg_contact_routes.contact_point is not null
        group by
            elg_contact_routes.channel, elg_contact_routes.purpose, elg_contact_routes.contact_point
        having count(*) > 1
    ),

    -- One row per contact point: of the people who share one, the latest buyer is written to.
    sharers as (
        select
            judged.audience,
            judged.channel,
            judged.customer_id,
            row_number() over (
                partition by judged.audience, judged.channel, judged.contact_point
                order by
                    case when judged.last_purchase_date is null then 1 else 0 end,
                    judged.last_purchase_date desc,
                    judged.customer_id
            ) as sharing_rank
        from judged
        inner join
            shared_points
            on judged.channel = shared_points.channel
            and judged.purpose = shared_points.purpose
            and judged.contact_point = shared_points.contact_point
        where judged.reason = ''
    ),

    left_to_others as (select * from sharers where sharing_rank > 1),

    -- Written to within the days of `once_per`, or since what happened last.
    already as (
        select elg_candidates.audience, elg_candidates.channel, elg_candidates.customer_id
        from elg_candidates
        inner join
            elg_writings
            on elg_candidates.audience = elg_writings.audience
            and elg_candidates.customer_id = elg_writings.customer_id
        inner join
            elg_audience_rules
            on elg_candidates.audience = elg_audience_rules.audience
            and elg_candidates.channel = elg_audience_rules.channel
        where
            elg_writings.days_since < elg_audience_rules.once_days
            and coalesce(elg_writings.written_until_at > elg_candidates.event_at, true)
    )

select
    judged.audience,
    judged.channel,
    judged.customer_id,
    case
        when left_to_others.customer_id is not null
        then 'shared_contact'
        when judged.reason = '' and already.customer_id is not null
        then 'written_before'
        else judged.reason
    end as reason
from judged
left join
    left_to_others
    on judged.audience = left_to_others.audience
    and judged.channel = left_to_others.channel
    and judged.customer_id = left_to_others.customer_id
left join
    already
    on judged.audience = already.audience
    and judged.channel = already.channel
    and judged.customer_id = already.customer_id
