-- One row per record_id, kind and ordinal.
with
    idn_identifiers as (
        select
            idn_identifiers.*,
            case
                when idn_identifiers.is_valid and not idn_identifiers.is_pseudo
                then idn_identifiers.value
            end as linking_value
        from {{ ref("idn_identifiers") }} as idn_identifiers
    ),

    idn_values as (select * from {{ ref("idn_values") }}),

    idn_customers as (select * from {{ ref("idn_customers") }})

select
    idn_identifiers.record_id,
    idn_customers.customer_id,
    idn_identifiers.source,
    idn_identifiers.kind,
    row_number() over (
        partition by idn_identifiers.record_id, idn_identifiers.kind order by idn_identifiers.value
    ) as ordinal,
    -- A contact point is shown; of any other number, so that nobody can be looked up by it, only
    -- which records of the customer share it.
    case
        when idn_identifiers.kind in ('email', 'phone', 'social_handle', 'loyalty_number')
        then idn_identifiers.value
        else
            '#' || cast(
                dense_rank() over (
                    partition by idn_customers.customer_id, idn_identifiers.kind
                    order by idn_identifiers.value
                ) as varchar
            )
    end as value,
    coalesce(idn_values.can_link, false) as can_link,
    idn_values.record_count,
    case
        when idn_identifiers.is_pseudo
        then 'a pseudo account links nobody'
        else coalesce(nullif(idn_identifiers.reason, ''), idn_values.reason)
    end as reason
from idn_identifiers
inner join idn_customers on idn_identifiers.record_id = idn_customers.record_id
left join
    idn_values
    on idn_identifiers.kind = idn_values.kind
    and idn_identifiers.linking_value = idn_values.value
