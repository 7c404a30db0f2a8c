-- Cut links within one customer or between components, and pairs decided to be one or two that
-- are not.
with
    idn_cut_links as (select * from {{ ref("idn_cut_links") }}),

    idn_customers as (select * from {{ ref("idn_customers") }}),

    idn_decided_pairs as (select * from {{ ref("idn_decided_pairs") }})

select idn_cut_links.record_id, idn_cut_links.other_record_id, idn_cut_links.reason
from idn_cut_links
left join idn_customers on idn_cut_links.record_id = idn_customers.record_id
left join
    idn_customers as other_customers on idn_cut_links.other_record_id = other_customers.record_id
where
    coalesce(idn_customers.customer_id = other_customers.customer_id, true)
    or idn_customers.component_id <> other_customers.component_id
union all
select idn_decided_pairs.record_id, idn_decided_pairs.other_record_id, idn_decided_pairs.decision
from idn_decided_pairs
inner join idn_customers on idn_decided_pairs.record_id = idn_customers.record_id
inner join
    idn_customers as other_customers
    on idn_decided_pairs.other_record_id = other_customers.record_id
where
    idn_decided_pairs.decision = 'never_link'
    and idn_customers.customer_id = other_customers.customer_id
