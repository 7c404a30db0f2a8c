-- One row per record_id and other_record_id.
{{
    config(
        materialized="incremental",
        incremental_strategy="touched",
        touched_by="idn_affected",
        touched_key="record_id",
    )
}}
with
    idn_affected as (select * from {{ ref("idn_affected") }} where record_index is not null),

    idn_records as (select * from {{ ref("idn_records") }}),

    idn_clusters as (select * from {{ ref("idn_clusters") }}),

    idn_pairs as (select * from {{ ref("idn_pairs") }}),

    idn_apart as (select * from {{ ref("idn_apart") }}),

    idn_birth_dates as (select * from {{ ref("idn_birth_dates") }}),

    idn_links as (select * from {{ ref("idn_links") }}),

    idn_rules as (select * from {{ ref("idn_rules") }}),

    idn_phone_holders as (select * from {{ ref("idn_phone_holders") }}),

    cut as (
        select
            idn_pairs.left_index,
            idn_pairs.right_index,
            idn_pairs.match_weight,
            left_clusters.cluster_index as left_cluster_index,
            right_clusters.cluster_index as right_cluster_index
        from idn_pairs
        inner join
            idn_clusters as left_clusters on idn_pairs.left_index = left_clusters.record_index
        inner join
            idn_clusters as right_clusters on idn_pairs.right_index = right_clusters.record_index
        where left_clusters.cluster_index <> right_clusters.cluster_index
    ),

    -- distinct: several links between two clusters have the same reasons
    meetings as (select distinct cut.left_cluster_index, cut.right_cluster_index from cut),

    members as (
        select idn_clusters.cluster_index, idn_clusters.record_index
        from idn_clusters
        where
            idn_clusters.cluster_index in (select left_cluster_index from meetings)
            or idn_clusters.cluster_index in (select right_cluster_index from meetings)
    ),

    decided as (
        select
            left_members.cluster_index as left_cluster_index,
            right_members.cluster_index as right_cluster_index
        from idn_apart
        inner join members as left_members on idn_apart.left_index = left_members.record_index
        inner join members as right_members on idn_apart.right_index = right_members.record_index
    ),

    birth_dates as (
        select members.cluster_index, idn_birth_dates.birth_date_code
        from members
        inner join idn_birth_dates on members.record_index = idn_birth_dates.record_index
        where idn_birth_dates.birth_date_code >= 0
        group by members.cluster_index, idn_birth_dates.birth_date_code
    ),

    contradicting as (
        select meetings.left_cluster_index, meetings.right_cluster_index
        from meetings
        inner join birth_dates on meetings.left_cluster_index = birth_dates.cluster_index
        inner join
            birth_dates as other_birth_dates
            on meetings.right_cluster_index = other_birth_dates.cluster_index
        where birth_dates.birth_date_code <> other_birth_dates.birth_date_code
        group by meetings.left_cluster_index, meetings.right_cluster_index
    ),

    too_many as (
        select
            meetings.left_cluster_index,
            meetings.right_cluster_index,
            idn_links.kind,
            count(distinct idn_links.value_index) as value_count
        from meetings
        inner join
            members
            on members.cluster_index in (meetings.left_cluster_index, meetings.right_cluster_index)
        inner join idn_links on members.record_index = idn_links.record_index
        group by meetings.left_cluster_index, meetings.right_cluster_index, idn_links.kind
    ),

    -- The first kind by its name, as the clusters are cut.
    crowded as (
        select too_many.left_cluster_index, too_many.right_cluster_index, min(too_many.kind) as kind
        from too_many
        inner join idn_rules on too_many.kind = idn_rules.kind
        where too_many.value_count > idn_rules.values_per_person_max
        group by too_many.left_cluster_index, too_many.right_cluster_index
    ),

    reasons as (
        select
            meetings.left_cluster_index,
            meetings.right_cluster_index,
            case
                when
                    exists (
                        select 1
                        from decided
                        where
                            least(decided.left_cluster_index, decided.right_cluster_index)
                            = least(meetings.left_cluster_index, meetings.right_cluster_index)
                            and greatest(decided.left_cluster_index, decided.right_cluster_index)
                            = greatest(meetings.left_cluster_index, meetings.right_cluster_index)
                    )
                then 'decided'
                when contradicting.left_cluster_index is not null
                then 'birth_date'
                else coalesce(crowded.kind, 'too_large')
            end as reason
        from meetings
        left join
            contradicting
            on meetings.left_cluster_index = contradicting.left_cluster_index
            and meetings.right_cluster_index = contradicting.right_cluster_index
        left join
            crowded
            on meetings.left_cluster_index = crowded.left_cluster_index
            and meetings.right_cluster_index = crowded.right_cluster_index
    ),

    shared as (
        select
            new_holders.value,
            new_holders.record_index as right_index,
            max(holders.record_index) as left_index
        from idn_phone_holders as new_holders
        inner join
            idn_phone_holders as holders
            on new_holders.value = holders.value
            and new_holders.holder_number <> holders.holder_number
            and new_holders.record_index > holders.record_index
            and holders.holder_number > 0
        inner join
            idn_links
            on new_holders.record_index = idn_links.record_index
            and idn_links.kind = 'phone'
            and idn_links.can_link
        where new_holders.is_new_holder
        group by new_holders.value, new_holders.record_index
    ),

    united as (
        select cut.left_index, cut.right_index, cut.match_weight, reasons.reason
        from cut
        inner join
            reasons
            on cut.left_cluster_index = reasons.left_cluster_index
            and cut.right_cluster_index = reasons.right_cluster_index
        union all
        -- Two records may share two numbers under two names.
        select
            shared.left_index,
            shared.right_index,
            max(phone_rule.match_weight) as match_weight,
            'names' as reason
        from shared
        inner join idn_clusters as left_clusters on shared.left_index = left_clusters.record_index
        inner join
            idn_clusters as right_clusters on shared.right_index = right_clusters.record_index
        inner join idn_rules as phone_rule on phone_rule.kind = 'phone'
        where
            left_clusters.cluster_index <> right_clusters.cluster_index
            and not exists (
                select 1
                from cut
                where cut.left_index = shared.left_index and cut.right_index = shared.right_index
            )
        group by shared.left_index, shared.right_index
    )

select
    left_records.record_id,
    right_records.record_id as other_record_id,
    united.match_weight,
    united.reason,
    greatest(left_records.first_seen_at, right_records.first_seen_at) as since_at
from united
inner join idn_affected as left_affected on united.left_index = left_affected.record_index
inner join idn_records as left_records on left_affected.record_id = left_records.record_id
inner join idn_affected as right_affected on united.right_index = right_affected.record_index
inner join idn_records as right_records on right_affected.record_id = right_records.record_id
