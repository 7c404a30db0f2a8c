-- One row per audience, channel and customer_id.
with
    elg_candidates as (select * from {{ ref("elg_candidates") }}),

    elg_contact_routes as (select * from {{ ref("elg_contact_routes") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    -- A candidate without a profile is nobody whom we know to be a person.
    judged as (
        select
            elg_candidates.audience,
            elg_candidates.channel,
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

    -- One row per contact point: of the people who share one, the latest buyer is written to.
    shared as (
        select
            judged.audience,
            judged.channel,
            judged.customer_id,
            judged.reason,
            row_number() over (
                partition by judged.audience, judged.channel, judged.contact_point, judged.reason
                order by
                    case when judged.last_purchase_date is null then 1 else 0 end,
                    judged.last_purchase_date desc,
                    judged.customer_id
            ) as sharing_rank
        from judged
    ),

    decided as (
        select
            shared.audience,
            shared.channel,
            shared.customer_id,
            case
                when shared.reason = '' and shared.sharing_rank > 1
                then 'shared_contact'
                else shared.reason
            end as reason
        from shared
    )

select
    decided.audience,
    decided.channel,
    decided.customer_id,
    decided.reason = '' as is_eligible,
    decided.reason
from decided
