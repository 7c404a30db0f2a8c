-- One row per send_seq and customer_id.
with
    stg_campaign_sends as (
        select * from {{ ref("stg_campaign_sends") }} where sent_at < {{ end_of_as_of() }}
    ),

    stg_campaign_people as (select * from {{ ref("stg_campaign_people") }} where is_in_file),

    idn_resolutions as (select * from {{ ref("idn_resolutions") }})

-- distinct: two people of a file may have become one
select distinct
    stg_campaign_sends.send_seq,
    idn_resolutions.present_customer_id as customer_id,
    stg_campaign_sends.export_id,
    stg_campaign_sends.audience,
    stg_campaign_sends.channel,
    stg_campaign_people.purpose,
    stg_campaign_sends.campaign_id,
    stg_campaign_sends.sent_at
from stg_campaign_sends
inner join stg_campaign_people on stg_campaign_sends.export_id = stg_campaign_people.export_id
inner join idn_resolutions on stg_campaign_people.customer_id = idn_resolutions.customer_id
where idn_resolutions.present_customer_id is not null
