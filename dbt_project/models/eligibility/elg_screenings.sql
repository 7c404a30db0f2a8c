-- One row per audience, channel and customer_id.
with
    elg_candidates as (select * from {{ ref("elg_candidates") }}),

    elg_contact_routes as (select * from {{ ref("elg_contact_routes") }}),

    elg_writings as (select * from {{ ref("elg_writings") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    shared_routes as (
        select
            elg_contact_routes.customer_id,
            elg_contact_routes.channel,
            elg_contact_routes.purpose,
            elg_contact_routes.contact_point,
            customer_360.last_purchase_date
        from elg_contact_routes
        inner join customer_360 on elg_contact_routes.customer_id = customer_360.customer_id
        where elg_contact_routes.is_shared
    ),

    -- One row per contact point: of the people who share one, the latest buyer is written to.
    sharers as (
        select
            elg_candidates.audience,
            shared_routes.channel,
            elg_candidates.customer_id,
            row_number() over (
                partition by
                    elg_candidates.audience, shared_routes.channel, shared_routes.contact_point
                order by
                    case when shared_routes.last_purchase_date is null then 1 else 0 end,
                    shared_routes.last_purchase_date desc,
                    elg_candidates.customer_id
            ) as sharing_rank
        from elg_candidates
        inner join shared_routes on elg_candidates.customer_id = shared_routes.customer_id
        inner join
            elg_audience_rules
            on elg_candidates.audience = elg_audience_rules.audience
            and shared_routes.channel = elg_audience_rules.channel
            and shared_routes.purpose = elg_audience_rules.purpose
    ),

    left_to_others as (select * from sharers where sharing_rank > 1),

    -- distinct: an audience writes by several channels
    cadences as (
        select distinct elg_audience_rules.audience, elg_audience_rules.once_days
        from elg_audience_rules
    ),

    -- Written to within the days of `once_per`, or since what happened last.
    already as (
        select elg_candidates.audience, elg_candidates.customer_id
        from elg_candidates
        inner join
            elg_writings
            on elg_candidates.audience = elg_writings.audience
            and elg_candidates.customer_id = elg_writings.customer_id
        inner join cadences on elg_candidates.audience = cadences.audience
        where
            elg_writings.days_since < cadences.once_days
            and coalesce(elg_writings.written_until_at > elg_candidates.event_at, true)
    ),

    chosen as (
        select
            elg_candidates.audience,
            elg_candidates.customer_id,
            already.customer_id is not null as is_already_written_to
        from elg_candidates
        left join
            already
            on elg_candidates.audience = already.audience
            and elg_candidates.customer_id = already.customer_id
    )

select
    chosen.audience,
    elg_audience_rules.channel,
    chosen.customer_id,
    case
        when elg_contact_routes.customer_id is null
        then 'no_contact_point'
        when elg_contact_routes.reason <> ''
        then elg_contact_routes.reason
        when left_to_others.customer_id is not null
        then 'shared_contact'
        when chosen.is_already_written_to
        then 'written_before'
        else ''
    end as reason
from chosen
inner join elg_audience_rules on chosen.audience = elg_audience_rules.audience
left join
    elg_contact_routes
    on chosen.customer_id = elg_contact_routes.customer_id
    and elg_audience_rules.channel = elg_contact_routes.channel
    and elg_audience_rules.purpose = elg_contact_routes.purpose
left join
    left_to_others
    on chosen.audience = left_to_others.audience
    and elg_audience_rules.channel = left_to_others.channel
    and chosen.customer_id = left_to_others.customer_id
