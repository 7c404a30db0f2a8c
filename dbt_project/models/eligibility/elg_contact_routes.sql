-- One row per customer_id, channel and purpose.
with
    elg_contact_options as (select * from {{ ref("elg_contact_options") }}),

    elg_closed_channels as (select * from {{ ref("elg_closed_channels") }}),

    open_options as (
        select * from elg_contact_options where not is_suppressed and consent_state = 'granted'
    ),

    -- The best contact point of each kind: the one on the profile, then the one consented to last.
    ranked as (
        select
            open_options.*,
            row_number() over (
                partition by
                    open_options.customer_id,
                    open_options.channel,
                    open_options.purpose,
                    open_options.contact_kind
                order by
                    case when open_options.is_primary then 0 else 1 end,
                    open_options.consented_at desc,
                    open_options.contact_value
            ) as choice
        from open_options
    ),

    emails as (select * from ranked where choice = 1 and contact_kind = 'email'),

    phones as (select * from ranked where choice = 1 and contact_kind = 'phone'),

    suppressions as (select * from elg_closed_channels where reason = 'suppressed'),

    withdrawals as (select * from elg_closed_channels where reason = 'consent_withdrawn'),

    asked as (
        select
            elg_contact_options.customer_id,
            elg_contact_options.channel,
            elg_contact_options.purpose,
            min(case when elg_contact_options.is_suppressed then 1 else 0 end)
            = 1 as is_all_suppressed,
            max(
                case
                    when
                        elg_contact_options.consent_state = 'expired'
                        and not elg_contact_options.is_suppressed
                    then 1
                    else 0
                end
            )
            = 1 as has_expired
        from elg_contact_options
        group by
            elg_contact_options.customer_id,
            elg_contact_options.channel,
            elg_contact_options.purpose
    ),

    judged as (
        select
            asked.customer_id,
            asked.channel,
            asked.purpose,
            case
                when suppressions.customer_id is not null or asked.is_all_suppressed
                then 'suppressed'
                when withdrawals.customer_id is not null
                then 'consent_withdrawn'
                when emails.customer_id is not null or phones.customer_id is not null
                then ''
                when asked.has_expired
                then 'consent_expired'
                else 'no_consent'
            end as reason,
            emails.contact_value as email,
            phones.contact_value as phone,
            coalesce(emails.consent_id, phones.consent_id) as consent_id,
            coalesce(emails.consented_at, phones.consented_at) as consented_at
        from asked
        left join emails using (customer_id, channel, purpose)
        left join phones using (customer_id, channel, purpose)
        left join suppressions using (customer_id, channel)
        left join withdrawals using (customer_id, channel, purpose)
    )

select
    judged.customer_id,
    judged.channel,
    judged.purpose,
    judged.reason,
    case when judged.reason = '' then coalesce(judged.email, judged.phone) end as contact_point,
    case when judged.reason = '' then judged.email end as email,
    case when judged.reason = '' then judged.phone end as phone,
    case when judged.reason = '' then judged.consent_id end as consent_id,
    case when judged.reason = '' then judged.consented_at end as consented_at
from judged
