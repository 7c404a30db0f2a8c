-- One row per export_id and customer_id.
select
    campaign_people.export_id,
    campaign_people.customer_id,
    campaign_people.purpose,
    campaign_people.is_in_file,
    campaign_people.arm,
    campaign_people.control_share,
    campaign_people.lifecycle,
    campaign_people.rfm_segment,
    campaign_people.value_class
from {{ source("raw", "_campaign_people") }} as campaign_people
