-- One row per record_index.
with
    idn_affected as (select * from {{ ref("idn_affected") }} where record_index is not null),

    idn_records as (select * from {{ ref("idn_records") }}),

    trusted as (
        select
            idn_affected.record_index,
            case
                when
                    not idn_records.is_pseudo
                    and not {{ is_suspect_birth_date("idn_records.birth_date") }}
                then {{ birth_date_text("idn_records.birth_date") }}
            end as birth_date_text
        from idn_affected
        inner join idn_records on idn_affected.record_id = idn_records.record_id
    )

select
    trusted.record_index,
    trusted.birth_date_text,
    case
        when trusted.birth_date_text is not null
        then cast(dense_rank() over (order by trusted.birth_date_text) as bigint)
        else -1
    end as birth_date_code
from trusted
