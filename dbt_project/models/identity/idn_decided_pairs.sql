-- One row per pair_id, record_id and other_record_id.
with
    idn_decided_links as (select * from {{ ref("idn_decided_links") }}),

    idn_records as (select * from {{ ref("idn_records") }} where not is_pseudo),

    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    -- union: both sides of several pairs may be one id
    ids as (
        select idn_decided_links.left_id as id
        from idn_decided_links
        union
        select idn_decided_links.right_id as id
        from idn_decided_links
    ),

    -- union: a record may hold a value twice
    holders as (
        select ids.id, idn_records.record_id
        from ids
        inner join idn_records on ids.id = idn_records.record_id
        union
        select ids.id, idn_identifiers.record_id
        from ids
        inner join idn_identifiers on ids.id = idn_identifiers.kind || ':' || idn_identifiers.value
    )

select
    idn_decided_links.pair_id,
    left_holders.record_id,
    right_holders.record_id as other_record_id,
    idn_decided_links.decision
from idn_decided_links
inner join holders as left_holders on idn_decided_links.left_id = left_holders.id
inner join holders as right_holders on idn_decided_links.right_id = right_holders.id
where left_holders.record_id <> right_holders.record_id
