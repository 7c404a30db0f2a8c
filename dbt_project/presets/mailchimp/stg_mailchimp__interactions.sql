-- One row per action of a recipient: an e-mail opened, a link clicked, a bounce.
{{ config(enabled=source_is_enabled("mailchimp")) }}
{%- set declared = conventions("mailchimp", "activity") -%}

with
    recipients as (select * from {{ ref("stg_mailchimp__activity_rows") }} where _fate = 'current'),

    actions as (
        select _key, campaign_id, email, _last_load_seq, {{ json_elements("activity") }} as told,
        from recipients
    ),

    read_actions as (
        select
            actions.*,
            {{ json_at("told", "action") }} as action,
            {{ to_timestamp_utc(json_at("told", "timestamp"), declared) }} as occurred_at,
        from actions
    ),

    numbered_actions as (
        select
            *,
            row_number() over (
                partition by _key, action order by occurred_at, told
            ) as action_number,
        from read_actions
        where action in ('open', 'click', 'bounce') and occurred_at is not null
    )

select
    'mailchimp:'
    || {{ contact_key("_key") }}
    || ':'
    || action
    || ':'
    || cast(action_number as varchar) as interaction_id,
    'mailchimp' as source,
    'mailchimp:' || {{ contact_key("email") }} as record_id,
    cast(null as varchar) as device_id,
    'email' as channel,
    case action when 'open' then 'opened' when 'click' then 'clicked' else 'bounced' end as kind,
    occurred_at,
    'mailchimp:' || campaign_id as campaign_id,
    cast(null as varchar) as product_id,
    cast(null as varchar) as order_id,
    cast(null as decimal(18, 2)) as amount,
    cast(null as boolean) as is_open,
    _last_load_seq as _load_seq,
from numbered_actions
