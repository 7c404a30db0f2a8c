-- One row per record_index and value_index.
with
    idn_affected as (select * from {{ ref("idn_affected") }}),

    idn_bonds as (select * from {{ ref("idn_bonds") }}),

    idn_values as (select * from {{ ref("idn_values") }}),

    idn_rules as (select * from {{ ref("idn_rules") }}),

    holders as (select 'phone' as kind, * from {{ ref("idn_phone_holders") }})

select
    idn_affected.record_index,
    cast(dense_rank() over (order by idn_bonds.kind, idn_bonds.value) - 1 as bigint) as value_index,
    idn_bonds.kind,
    coalesce(holders.holder_number, 1) as holder_number,
    coalesce(idn_rules.match_weight, 0) as match_weight,
    coalesce(idn_values.can_link, false) as can_link
from idn_bonds
inner join idn_affected on idn_bonds.record_id = idn_affected.record_id
left join idn_values on idn_bonds.kind = idn_values.kind and idn_bonds.value = idn_values.value
left join idn_rules on idn_bonds.kind = idn_rules.kind
left join
    holders
    on idn_bonds.record_id = holders.record_id
    and idn_bonds.kind = holders.kind
    and idn_bonds.value = holders.value
where idn_affected.record_index is not null
