-- One row per record_id and _build_seq.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where _build_seq <= {{ var('last_complete_build') }}{% endif %}",
    )
}}
{% set columns = [
    "first_seen_at",
    "updated_at",
    "full_name",
    "email",
    "phone",
    "birth_date",
    "gender",
    "place",
    "country",
    "postal_code",
    "occupation",
    "acquisition_source",
    "national_id",
    "loyalty_number",
    "social_handle",
    "address",
    "is_pseudo",
    "is_deleted",
] -%}
{% set standing_records = standing("identity", "idn_records") -%}
with idn_source_records as (select * from {{ ref("idn_source_records") }})

{%- if standing_records %}
        ,

        standing_records as (select * from {{ standing_records }}),

        -- A load's number does not tell: a contact's last receipt may have gone, or an older
        -- version come late.
        compared as (
            select coalesce(idn_source_records.record_id, standing_records.record_id) as record_id
            from idn_source_records
            full outer join
                standing_records on idn_source_records.record_id = standing_records.record_id
            where
                idn_source_records.record_id is null or standing_records.record_id is null
                {%- for column in columns %}
                    or idn_source_records.{{ column }}
                    is distinct from standing_records.{{ column }}
                {%- endfor %}
        )

    select compared.record_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from compared
{%- else %}

    select idn_source_records.record_id, cast({{ var("build_seq") }} as bigint) as _build_seq
    from idn_source_records
    where 1 = 0
{%- endif %}
