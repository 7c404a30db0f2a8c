-- One row per audience, channel and contact_point.
with
    elg_decisions as (select * from {{ ref("elg_decisions") }}),

    elg_candidates as (select * from {{ ref("elg_candidates") }}),

    elg_contact_routes as (select * from {{ ref("elg_contact_routes") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    -- Beside the contact point a row may carry the person's other kind; each value stands in one
    -- row only.
    members as (
        select
            elg_candidates.audience,
            elg_candidates.channel,
            elg_candidates.customer_id,
            elg_contact_routes.contact_point,
            elg_contact_routes.email,
            elg_contact_routes.phone,
            elg_contact_routes.consent_id,
            elg_contact_routes.consented_at,
            row_number() over (
                partition by
                    elg_candidates.audience, elg_candidates.channel, elg_contact_routes.phone
                order by
                    case
                        when elg_contact_routes.phone = elg_contact_routes.contact_point
                        then 0
                        else 1
                    end,
                    elg_candidates.customer_id
            ) as phone_rank
        from elg_candidates
        inner join
            elg_decisions
            on elg_candidates.audience = elg_decisions.audience
            and elg_candidates.channel = elg_decisions.channel
            and elg_candidates.customer_id = elg_decisions.customer_id
        inner join
            elg_contact_routes
            on elg_candidates.customer_id = elg_contact_routes.customer_id
            and elg_candidates.channel = elg_contact_routes.channel
            and elg_candidates.purpose = elg_contact_routes.purpose
        where elg_decisions.is_eligible
    ),

    -- Whom an audience's offer gives a code, in the words of the fields.
    given as (
        select
            elg_offer_people.audience,
            elg_offer_people.customer_id,
            elg_vouchers.code as voucher_code,
            elg_vouchers.offer_value_text as offer_value,
            elg_vouchers.minimum_spend_text as offer_minimum_spend,
            cast(elg_vouchers.valid_until_date as {{ dbt.type_string() }}) as valid_until
        from {{ ref("elg_offer_people") }} as elg_offer_people
        inner join
            {{ ref("elg_vouchers") }} as elg_vouchers
            on elg_offer_people.offer = elg_vouchers.offer
            and elg_offer_people.customer_id = elg_vouchers.customer_id
        where elg_vouchers.is_current
    ),

    -- What makes a message personal is put together for those who may be written to, and for nobody
    -- else.
    personal as (
        select members.*, cast(null as json) as fields
        from members
        where false
        {% for audience in var("audiences") %}
            union all
            select
                members.*,
                {{ json_of("aud_" ~ audience, audience_meta(audience).fields) }} as fields
            from members
            inner join
                {{
                    (
                        offered_fields(audience)
                        if audience_offer(audience)
                        else ref("aud_" ~ audience)
                    )
                }} as aud_{{ audience }} on members.customer_id = aud_{{ audience }}.customer_id
            where members.audience = '{{ audience }}'
        {% endfor %}
    )

select
    personal.audience,
    personal.channel,
    personal.customer_id,
    personal.contact_point,
    personal.email,
    case when personal.phone_rank = 1 then personal.phone end as phone,
    customer_360.full_name,
    customer_360.first_name,
    customer_360.last_name,
    customer_360.country,
    customer_360.postal_code,
    personal.consent_id,
    personal.consented_at,
    personal.fields
from personal
inner join customer_360 on personal.customer_id = customer_360.customer_id
