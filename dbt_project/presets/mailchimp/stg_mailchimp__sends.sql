-- One row per recipient of a campaign whose report is there; the report alone tells when it was
-- sent.
{{ config(enabled=source_is_enabled("mailchimp")) }}

with
    recipients as (select * from {{ ref("stg_mailchimp__activity_rows") }} where _fate = 'current'),

    campaigns as (select * from {{ ref("stg_mailchimp__campaigns_rows") }} where _fate = 'current')

select
    'mailchimp:' || {{ contact_key("recipients._key") }} as send_id,
    'mailchimp:' || recipients.campaign_id as campaign_id,
    'mailchimp' as source,
    'mailchimp:' || {{ contact_key("recipients.email") }} as record_id,
    'treated' as arm,
    campaigns.sent_at,
    greatest(recipients._last_load_seq, campaigns._last_load_seq) as _load_seq,
from recipients
inner join campaigns on recipients.campaign_id = campaigns.campaign_id
