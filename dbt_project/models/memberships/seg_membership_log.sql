-- One row per customer_id, dimension, segment, definition_hash and build_seq.
-- A log from before definitions had a hash has no such column until this model has run.
{%- set known = (
    adapter.get_columns_in_relation(this) | map(attribute="name") | list
    if is_incremental()
    else []
) %}
{%- set defined_audiences = audience_definitions() %}
{%- set looked_at = ["customer_id"] %}
{%- for defined in defined_audiences %}
    {%- for pair in defined.seen if pair[1].startswith("customer_360.") %}
        {%- do looked_at.append(pair[2]) %}
    {%- endfor %}
{%- endfor %}
{%- set version = "coalesce(history.definition_hash, '')" if "definition_hash" in known else "''" %}
with
    seg_memberships as (select * from {{ ref("seg_memberships") }}),

    customer_360 as (select * from {{ ref("customer_360") }}),

    -- Who stood in what after the last complete build: entries less exits. A failed build's rows
    -- do not count. Rows from before definitions had a hash have none.
    standing as (
        {% if is_incremental() %}
            select
                history.customer_id,
                history.dimension,
                history.segment,
                {{ version }} as definition_hash
            from {{ this }} as history
            where history.build_seq <= {{ var("last_complete_build") }}
            group by history.customer_id, history.dimension, history.segment, {{ version }}
            having sum(case when history.event = 'entered' then 1 else -1 end) > 0
        {% else %}
            select
                seg_memberships.customer_id,
                seg_memberships.dimension,
                seg_memberships.segment,
                seg_memberships.definition_hash
            from seg_memberships
            where false
        {% endif %}
    ),

    differences as (
        select
            coalesce(seg_memberships.customer_id, standing.customer_id) as customer_id,
            coalesce(seg_memberships.dimension, standing.dimension) as dimension,
            coalesce(seg_memberships.segment, standing.segment) as segment,
            coalesce(seg_memberships.definition_hash, standing.definition_hash) as definition_hash,
            case when standing.customer_id is null then 'entered' else 'left' end as event
        from seg_memberships
        full outer join
            standing
            on seg_memberships.customer_id = standing.customer_id
            and seg_memberships.dimension = standing.dimension
            and seg_memberships.segment = standing.segment
            and seg_memberships.definition_hash = standing.definition_hash
        where seg_memberships.customer_id is null or standing.customer_id is null
    ),

    entered_audiences as (
        select differences.customer_id, differences.segment, differences.definition_hash
        from differences
        where differences.dimension = 'audience' and differences.event = 'entered'
    ),

    -- What was seen of a person is asked of those who entered alone.
    entered_profiles as (
        select
            {% for column in looked_at | unique | sort %}
                customer_360.{{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from customer_360
        where
            customer_360.customer_id
            in (select entered_audiences.customer_id from entered_audiences)
    ),

    told as (
        select
            differences.customer_id,
            differences.dimension,
            differences.segment,
            differences.event,
            differences.definition_hash,
            case
                when differences.event = 'left'
                then null
                {% for rule in segment_rules() %}
                    when differences.dimension = '{{ rule.dimension }}'
                    then {{ json_of("customer_360", rule.inputs) }}
                {% endfor %}
            end as rule_values
        from differences
        left join customer_360 on differences.customer_id = customer_360.customer_id
        where differences.dimension <> 'audience' or differences.event = 'left'
        {% for defined in defined_audiences %}
                {%- set audience = "aud_" ~ defined.audience %}
            union all
            select
                entered_audiences.customer_id,
                'audience' as dimension,
                entered_audiences.segment,
                'entered' as event,
                entered_audiences.definition_hash,
                {{ json_pairs(defined.seen) }} as rule_values
            from entered_audiences
            inner join
                {{ ref(audience) }} as {{ audience }}
                on entered_audiences.customer_id = {{ audience }}.customer_id
            inner join
                entered_profiles as customer_360
                on entered_audiences.customer_id = customer_360.customer_id
            where entered_audiences.segment = '{{ defined.audience }}'
        {% endfor %}
    )

select
    told.customer_id,
    told.dimension,
    told.segment,
    told.event,
    {{ as_of_date() }} as as_of,
    cast({{ var("build_seq") }} as bigint) as build_seq,
    told.definition_hash,
    told.rule_values
from told
