-- One row per customer_id, channel and purpose.
with
    elg_contact_options as (select * from {{ ref("elg_contact_options") }}),

    elg_closed_channels as (select * from {{ ref("elg_closed_channels") }}),

    -- The best contact point of each kind comes first: the one on the profile, then the one
    -- consented to last.
    ranked as (
        select
            elg_contact_options.*,
            row_number() over (
                partition by
                    elg_contact_options.customer_id,
                    elg_contact_options.channel,
                    elg_contact_options.purpose,
                    elg_contact_options.contact_kind
                order by
                    case
                        when elg_contact_options.is_suppressed
                        then 2
                        when elg_contact_options.consent_state = 'granted'
                        then 0
                        else 1
                    end,
                    case when elg_contact_options.is_primary then 0 else 1 end,
                    elg_contact_options.consented_at desc,
                    elg_contact_options.contact_value
            ) as choice,
            not elg_contact_options.is_suppressed
            and elg_contact_options.consent_state = 'granted' as is_open
        from elg_contact_options
    ),

    routes as (
        select
            ranked.customer_id,
            ranked.channel,
            ranked.purpose,
            sum(case when ranked.is_suppressed then 0 else 1 end) as unsuppressed_count,
            sum(
                case
                    when not ranked.is_suppressed and ranked.consent_state = 'expired' then 1 else 0
                end
            ) as expired_count,
            max(
                case
                    when ranked.choice = 1 and ranked.is_open and ranked.contact_kind = 'email'
                    then ranked.contact_value
                end
            ) as email,
            max(
                case
                    when ranked.choice = 1 and ranked.is_open and ranked.contact_kind = 'phone'
                    then ranked.contact_value
                end
            ) as phone
        from ranked
        group by ranked.customer_id, ranked.channel, ranked.purpose
    ),

    judged as (
        select
            routes.*,
            case
                when suppressions.customer_id is not null or routes.unsuppressed_count = 0
                then 'suppressed'
                when withdrawals.customer_id is not null
                then 'consent_withdrawn'
                when routes.email is not null or routes.phone is not null
                then ''
                when routes.expired_count > 0
                then 'consent_expired'
                else 'no_consent'
            end as reason
        from routes
        left join
            elg_closed_channels as suppressions
            on routes.customer_id = suppressions.customer_id
            and routes.channel = suppressions.channel
            and suppressions.reason = 'suppressed'
        left join
            elg_closed_channels as withdrawals
            on routes.customer_id = withdrawals.customer_id
            and routes.channel = withdrawals.channel
            and routes.purpose = withdrawals.purpose
            and withdrawals.reason = 'consent_withdrawn'
    )

select
    judged.customer_id,
    judged.channel,
    judged.purpose,
    judged.reason,
    consents.contact_value as contact_point,
    case when judged.reason = '' then judged.email end as email,
    case when judged.reason = '' then judged.phone end as phone,
    consents.consent_id,
    consents.consented_at
from judged
left join
    ranked as consents
    on judged.customer_id = consents.customer_id
    and judged.channel = consents.channel
    and judged.purpose = consents.purpose
    and coalesce(judged.email, judged.phone) = consents.contact_value
    and judged.reason = ''
