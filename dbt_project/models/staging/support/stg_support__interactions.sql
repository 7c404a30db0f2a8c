-- One row per ticket of the support desk. A ticket that the desk deleted stays, and is no longer
-- open.
{{ config(enabled=source_is_enabled("support")) }}

with
    tickets as (select * from {{ ref("stg_support__tickets_rows") }} where _fate = 'current'),

    believed_snapshot as (
        {{ believed_snapshot("stg_support__tickets_rows", "support", "tickets") }}
    ),

    judged_tickets as (
        select
            tickets.*,
            tickets._last_delivered_at < believed_snapshot.delivered_at as is_deleted,
            believed_snapshot.newest_load_seq,
        from tickets
        cross join believed_snapshot
    )

select
    'support:' || ticket_id as interaction_id,
    'support' as source,
    'support:' || {{ contact_key("coalesce(requester_email, requester_phone)") }} as record_id,
    cast(null as varchar) as device_id,
    'support' as channel,
    case category when 'complaint' then 'complaint_opened' else 'ticket_opened' end as kind,
    opened_at as occurred_at,
    cast(null as varchar) as campaign_id,
    cast(null as varchar) as product_id,
    cast(null as varchar) as order_id,
    cast(null as decimal(18, 2)) as amount,
    status not in ('closed', 'solved', 'resolved') and not is_deleted as is_open,
    closed_at as resolved_at,
    satisfaction,
    -- A deletion is news of the load that shows it, although it brings no row of the ticket.
    case when is_deleted then newest_load_seq else _last_load_seq end as _load_seq,
from judged_tickets
