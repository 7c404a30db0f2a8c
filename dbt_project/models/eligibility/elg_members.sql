-- One row per audience, channel and contact_point.
with
    elg_decisions as (select * from {{ ref("elg_decisions") }}),

    elg_audience_rules as (select * from {{ ref("elg_audience_rules") }}),

    elg_contact_routes as (select * from {{ ref("elg_contact_routes") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    shared_routes as (
        select
            elg_contact_routes.customer_id,
            elg_contact_routes.channel,
            elg_contact_routes.purpose,
            elg_contact_routes.contact_point,
            elg_contact_routes.phone
        from elg_contact_routes
        where elg_contact_routes.is_shared and elg_contact_routes.phone is not null
    ),

    -- Beside the contact point a row may carry the person's other kind; each value stands in one
    -- row only.
    sharers as (
        select
            elg_decisions.audience,
            elg_decisions.channel,
            elg_decisions.customer_id,
            row_number() over (
                partition by elg_decisions.audience, elg_decisions.channel, shared_routes.phone
                order by
                    case when shared_routes.phone = shared_routes.contact_point then 0 else 1 end,
                    elg_decisions.customer_id
            ) as phone_rank
        from elg_decisions
        inner join
            elg_audience_rules
            on elg_decisions.audience = elg_audience_rules.audience
            and elg_decisions.channel = elg_audience_rules.channel
        inner join
            shared_routes
            on elg_decisions.customer_id = shared_routes.customer_id
            and elg_decisions.channel = shared_routes.channel
            and elg_audience_rules.purpose = shared_routes.purpose
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

    left_to_others as (select * from sharers where phone_rank > 1),

    members as (
        select
            elg_decisions.audience,
            elg_decisions.channel,
            elg_decisions.customer_id,
            elg_audience_rules.purpose,
            case
                when elg_audience_rules.has_file then elg_decisions.customer_id
            end as written_customer_id
        from elg_decisions
        inner join
            elg_audience_rules
            on elg_decisions.audience = elg_audience_rules.audience
            and elg_decisions.channel = elg_audience_rules.channel
        where elg_decisions.is_eligible
    ),

    -- What makes a message personal is put together for those who are written to, and for nobody
    -- else.
    personal as (
        select
            cast(null as {{ dbt.type_string() }}) as audience,
            cast(null as {{ dbt.type_string() }}) as customer_id,
            cast(null as json) as fields
        where false
        {% for audience in var("audiences") %}
                {%- set declared = audience_meta(audience) %}
                {%- set files = var("audience_destinations").get(
                    audience, declared.get("destinations")
                ) %}
            {% if files or not execute %}
                union all
                select
                    '{{ audience }}' as audience,
                    aud_{{ audience }}.customer_id,
                    {{ json_of("aud_" ~ audience, declared.fields) }} as fields
                from
                    {{
                        (
                            offered_fields(audience)
                            if audience_offer(audience)
                            else ref("aud_" ~ audience)
                        )
                    }} as aud_{{ audience }}
            {% endif %}
        {% endfor %}
    )

select
    members.audience,
    members.channel,
    members.customer_id,
    elg_contact_routes.contact_point,
    elg_contact_routes.email,
    case when left_to_others.customer_id is null then elg_contact_routes.phone end as phone,
    customer_360.full_name,
    customer_360.first_name,
    customer_360.last_name,
    customer_360.country,
    customer_360.postal_code,
    elg_contact_routes.consent_id,
    elg_contact_routes.consented_at,
    personal.fields
from members
inner join
    elg_contact_routes
    on members.customer_id = elg_contact_routes.customer_id
    and members.channel = elg_contact_routes.channel
    and members.purpose = elg_contact_routes.purpose
left join customer_360 on members.written_customer_id = customer_360.customer_id
left join
    personal
    on members.audience = personal.audience
    and members.written_customer_id = personal.customer_id
left join
    left_to_others
    on members.audience = left_to_others.audience
    and members.channel = left_to_others.channel
    and members.customer_id = left_to_others.customer_id
