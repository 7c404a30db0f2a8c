-- One row per kind and value.
with
    idn_identifiers as (
        select * from {{ ref("idn_identifiers") }} where is_valid and not is_pseudo
    ),

    idn_rules as (select * from {{ ref("idn_rules") }}),

    per_source as (
        select
            idn_identifiers.kind,
            idn_identifiers.value,
            idn_identifiers.source,
            count(*) as record_count
        from idn_identifiers
        group by idn_identifiers.kind, idn_identifiers.value, idn_identifiers.source
    ),

    per_value as (
        select
            per_source.kind,
            per_source.value,
            cast(sum(per_source.record_count) as bigint) as record_count,
            max(per_source.record_count) as largest_source_record_count
        from per_source
        group by per_source.kind, per_source.value
    )

select
    per_value.kind,
    per_value.value,
    per_value.record_count,
    per_value.largest_source_record_count,
    idn_rules.can_link
    and per_value.largest_source_record_count <= idn_rules.people_per_value_max as can_link,
    case
        when not idn_rules.can_link
        then per_value.kind || ': links nobody in this workspace'
        when per_value.largest_source_record_count <= idn_rules.people_per_value_max
        then ''
        else per_value.kind || ': shared by more records of one source than a person has'
    end as reason
from per_value
inner join idn_rules on per_value.kind = idn_rules.kind
