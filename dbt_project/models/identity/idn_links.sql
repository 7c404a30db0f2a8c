-- One row per record_index and value_index.
with
    idn_affected as (select * from {{ ref("idn_affected") }}),

    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    idn_values as (select * from {{ ref("idn_values") }})

select
    idn_affected.record_index,
    cast(
        dense_rank() over (order by idn_identifiers.kind, idn_identifiers.value) - 1 as bigint
    ) as value_index,
    idn_values.can_link
from idn_identifiers
inner join idn_affected on idn_identifiers.record_id = idn_affected.record_id
inner join
    idn_values
    on idn_identifiers.kind = idn_values.kind
    and idn_identifiers.value = idn_values.value
