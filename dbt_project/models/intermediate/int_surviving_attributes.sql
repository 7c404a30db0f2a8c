-- One row per customer_id and attribute.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="int_touched_customers",
        touched_key="customer_id",
    )
}}
-- depends_on: {{ ref("int_touched_customers") }}
{%- set of_records = [
    "full_name",
    "birth_date",
    "gender",
    "place",
    "country",
    "postal_code",
    "address",
    "occupation",
    "acquisition_source",
] %}
with
    idn_customers as (
        select *
        from {{ ref("idn_customers") }}
        {%- if is_incremental() %}
            where customer_id in {{ touched_keys("int_touched_customers", "customer_id") }}
        {%- endif %}
    ),

    idn_records as (select * from {{ ref("idn_records") }}),

    idn_identifiers as (
        select *
        from {{ ref("idn_identifiers") }}
        where is_valid and kind in ('email', 'phone', 'loyalty_number', 'social_handle')
    ),

    survivorship_rules as (select * from {{ ref("survivorship_rules") }}),

    rules as (
        select
            survivorship_rules.attribute,
            coalesce(
                case
                    survivorship_rules.attribute
                    {%- for attribute, rule in var("survivorship_rules").items() %}
                        when '{{ attribute }}' then '{{ rule }}'
                    {%- endfor %}
                    when ''
                    then ''
                end,
                survivorship_rules.rule
            ) as rule
        from survivorship_rules
    ),

    members as (
        select
            idn_customers.customer_id,
            idn_records.*,
            coalesce(idn_records.updated_at, idn_records.first_seen_at) as said_at,
            case
                idn_records.source
                {%- for source in var("source_trust") %}
                    when '{{ source }}' then {{ loop.index }}
                {%- endfor %}
                when ''
                then 0
                else {{ var("source_trust") | length + 1 }}
            end as distrust,
            row_number() over (
                partition by idn_customers.customer_id
                order by
                    idn_records.is_deleted,
                    case when idn_records.updated_at is null then 1 else 0 end,
                    idn_records.updated_at desc,
                    idn_records.source,
                    idn_records.record_id
            ) as newness,
            row_number() over (
                partition by idn_customers.customer_id
                order by
                    case when idn_records.first_seen_at is null then 1 else 0 end,
                    idn_records.first_seen_at,
                    idn_records.source,
                    idn_records.record_id
            ) as age
        from idn_customers
        inner join idn_records on idn_customers.record_id = idn_records.record_id
    ),

    said as (
        {%- for attribute in of_records %}
            select
                members.customer_id,
                members.record_id,
                members.source,
                members.said_at,
                members.is_deleted,
                members.distrust,
                members.newness,
                members.age,
                '{{ attribute }}' as attribute,
                {%- if attribute == "birth_date" %}
                    cast(members.birth_date as {{ dbt.type_string() }}) as value,
                    {{ is_suspect_birth_date("members.birth_date") }} as is_second_choice
                {%- else %} members.{{ attribute }} as value, false as is_second_choice
                {%- endif %}
            from members
            where members.{{ attribute }} is not null
            union all
        {%- endfor %}
        select
            members.customer_id,
            members.record_id,
            members.source,
            members.said_at,
            members.is_deleted,
            members.distrust,
            members.newness,
            members.age,
            idn_identifiers.kind as attribute,
            idn_identifiers.value,
            idn_identifiers.kind = 'phone' and not idn_identifiers.is_mobile as is_second_choice
        from members
        inner join idn_identifiers on members.record_id = idn_identifiers.record_id
    ),

    per_value as (
        select
            said.customer_id,
            said.attribute,
            said.value,
            max(case when said.is_second_choice then 1 else 0 end) as second_choice,
            min(case when said.is_deleted then 1 else 0 end) as deleted,
            count(*) as record_count,
            min(said.distrust) as distrust,
            min(said.newness) as newness,
            min(said.age) as age,
            max(said.said_at) as confirmed_at,
            {{ value_by_rank("said.record_id", "said.newness") }} as record_id,
            {{ value_by_rank("said.source", "said.newness") }} as source
        from said
        group by said.customer_id, said.attribute, said.value
    ),

    ranked as (
        select
            per_value.*,
            rules.rule,
            count(*) over (partition by per_value.customer_id, per_value.attribute) as value_count,
            row_number() over (
                partition by per_value.customer_id, per_value.attribute
                order by
                    per_value.second_choice,
                    per_value.deleted,
                    case
                        rules.rule
                        when 'earliest'
                        then per_value.age
                        when 'most_trusted'
                        then per_value.distrust
                        when 'most_complete'
                        then - length(per_value.value)
                        when 'most_frequent'
                        then - per_value.record_count
                        else per_value.newness
                    end,
                    per_value.newness,
                    per_value.value
            ) as place_in_order
        from per_value
        inner join rules on per_value.attribute = rules.attribute
    )

select
    ranked.customer_id,
    ranked.attribute,
    ranked.value,
    ranked.source,
    ranked.record_id,
    ranked.rule,
    ranked.confirmed_at,
    ranked.record_count,
    ranked.value_count
from ranked
where ranked.place_in_order = 1
