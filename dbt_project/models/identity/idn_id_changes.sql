-- One row per customer_id and build_seq.
{{
    config(
        materialized="incremental",
        incremental_strategy="append",
        full_refresh=false,
        database="history",
        pre_hook="{% if is_incremental() %}delete from {{ this }} where build_seq > {{ var('last_complete_build') }}{% endif %}",
    )
}}
with
    idn_former_ids as (select * from {{ ref("idn_former_ids") }}),

    idn_resolutions as (select * from {{ ref("idn_resolutions") }}),

    idn_reassigned as (select * from {{ ref("idn_reassigned") }}),

    logged as (
        {% if is_incremental() %}
            select
                history.customer_id,
                history.present_customer_id,
                row_number() over (
                    partition by history.customer_id order by history.build_seq desc
                ) as newness
            from {{ this }} as history
        {% else %}
            select idn_resolutions.customer_id, idn_resolutions.present_customer_id, 1 as newness
            from idn_resolutions
            where false
        {% endif %}
    ),

    -- Until something else is logged, an id means itself.
    meanings as (
        select
            idn_resolutions.customer_id,
            idn_former_ids.first_build_seq,
            case
                when logged.customer_id is null
                then idn_resolutions.customer_id
                else logged.present_customer_id
            end as former_present_customer_id,
            idn_resolutions.present_customer_id
        from idn_resolutions
        inner join idn_former_ids on idn_resolutions.customer_id = idn_former_ids.customer_id
        left join logged on idn_resolutions.customer_id = logged.customer_id and logged.newness = 1
    ),

    changed as (
        select
            meanings.customer_id,
            meanings.former_present_customer_id,
            meanings.present_customer_id,
            case
                when meanings.present_customer_id is null
                then 'gone'
                when meanings.present_customer_id = meanings.customer_id
                then 'restored'
                when
                    present_ids.first_build_seq = {{ var("build_seq") }}
                    and min(meanings.former_present_customer_id) over (
                        partition by meanings.present_customer_id
                    ) = max(meanings.former_present_customer_id) over (
                        partition by meanings.present_customer_id
                    )
                then 'renamed'
                else 'merged'
            end as kind
        from meanings
        left join
            idn_former_ids as present_ids on meanings.present_customer_id = present_ids.customer_id
        where meanings.former_present_customer_id is distinct from meanings.present_customer_id
    ),

    -- An id that never stood before, of records whose former customer still stands.
    split as (
        select
            idn_reassigned.customer_id,
            min(idn_reassigned.former_customer_id) as former_present_customer_id,
            idn_reassigned.customer_id as present_customer_id,
            'split' as kind
        from idn_reassigned
        inner join meanings on idn_reassigned.customer_id = meanings.customer_id
        inner join
            meanings as former_meanings
            on idn_reassigned.former_customer_id = former_meanings.customer_id
        where
            meanings.first_build_seq = {{ var("build_seq") }}
            and former_meanings.present_customer_id = former_meanings.customer_id
        group by idn_reassigned.customer_id
    ),

    united as (
        select
            changed.customer_id,
            changed.former_present_customer_id,
            changed.present_customer_id,
            changed.kind
        from changed
        union all
        select
            split.customer_id,
            split.former_present_customer_id,
            split.present_customer_id,
            split.kind
        from split
        where split.customer_id not in (select changed.customer_id from changed)
    )

select
    united.customer_id,
    united.former_present_customer_id,
    united.present_customer_id,
    united.kind,
    {{ as_of_date() }} as as_of,
    cast({{ var("build_seq") }} as bigint) as build_seq
from united
