-- One row per customer_id, channel and purpose.
with
    elg_contact_options as (select * from {{ ref("elg_contact_options") }}),

    elg_closed_channels as (select * from {{ ref("elg_closed_channels") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    options as (
        select
            elg_contact_options.*,
            not elg_contact_options.is_suppressed
            and elg_contact_options.consent_state = 'granted' as is_open
        from elg_contact_options
    ),

    -- The best contact point of each kind: the one on the profile, then the one consented to last.
    -- Who has one alone needs no choice.
    ranked as (
        select
            options.*,
            row_number() over (
                partition by
                    options.customer_id, options.channel, options.purpose, options.contact_kind
                order by
                    case when options.is_open then 0 else 1 end,
                    case when options.is_primary then 0 else 1 end,
                    options.consented_at desc,
                    options.contact_value
            ) as choice
        from options
        where options.is_one_of_several
        union all
        select options.*, 1 as choice
        from options
        where not options.is_one_of_several
    ),

    chosen as (
        select
            ranked.*,
            ranked.is_open and ranked.choice = 1 and ranked.contact_kind = 'email' as is_email,
            ranked.is_open and ranked.choice = 1 and ranked.contact_kind = 'phone' as is_phone
        from ranked
    ),

    asked as (
        select
            chosen.customer_id,
            chosen.channel,
            chosen.purpose,
            min(case when chosen.is_suppressed then 1 else 0 end) = 1 as is_all_suppressed,
            max(
                case
                    when chosen.consent_state = 'expired' and not chosen.is_suppressed then 1 else 0
                end
            )
            = 1 as has_expired,
            max(case when chosen.is_email then chosen.contact_value end) as email,
            max(case when chosen.is_phone then chosen.contact_value end) as phone,
            max(case when chosen.is_email then chosen.consent_id end) as email_consent_id,
            max(case when chosen.is_phone then chosen.consent_id end) as phone_consent_id,
            max(case when chosen.is_email then chosen.consented_at end) as email_consented_at,
            max(case when chosen.is_phone then chosen.consented_at end) as phone_consented_at,
            max(case when chosen.is_shared then 1 else 0 end) = 1 as is_shared
        from chosen
        group by chosen.customer_id, chosen.channel, chosen.purpose
    ),

    suppressions as (select * from elg_closed_channels where reason = 'suppressed'),

    withdrawals as (select * from elg_closed_channels where reason = 'consent_withdrawn'),

    -- Whoever has no profile is nobody whom we know to be a person.
    judged as (
        select
            asked.*,
            case
                when coalesce(customer_360.is_pseudo, true)
                then 'pseudo_account'
                when suppressions.customer_id is not null or asked.is_all_suppressed
                then 'suppressed'
                when withdrawals.customer_id is not null
                then 'consent_withdrawn'
                when asked.email is null and asked.phone is null and asked.has_expired
                then 'consent_expired'
                when asked.email is null and asked.phone is null
                then 'no_consent'
                when asked.purpose = 'marketing' and customer_360.has_open_complaint
                then 'open_complaint'
                else ''
            end as reason
        from asked
        left join customer_360 on asked.customer_id = customer_360.customer_id
        left join
            suppressions
            on asked.customer_id = suppressions.customer_id
            and asked.channel = suppressions.channel
        left join
            withdrawals
            on asked.customer_id = withdrawals.customer_id
            and asked.channel = withdrawals.channel
            and asked.purpose = withdrawals.purpose
    )

select
    judged.customer_id,
    judged.channel,
    judged.purpose,
    judged.reason,
    case when judged.reason = '' then coalesce(judged.email, judged.phone) end as contact_point,
    case when judged.reason = '' then judged.email end as email,
    case when judged.reason = '' then judged.phone end as phone,
    case
        when judged.reason = ''
        then
            case
                when judged.email is not null
                then judged.email_consent_id
                else judged.phone_consent_id
            end
    end as consent_id,
    case
        when judged.reason = ''
        then
            case
                when judged.email is not null
                then judged.email_consented_at
                else judged.phone_consented_at
            end
    end as consented_at,
    judged.reason = '' and judged.is_shared as is_shared
from judged
