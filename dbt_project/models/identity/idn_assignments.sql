-- One row per record_id.
with
    idn_clusters as (select * from {{ ref("idn_clusters") }}),

    idn_affected as (select * from {{ ref("idn_affected") }} where record_index is not null),

    idn_records as (select * from {{ ref("idn_records") }}),

    indexed as (
        select
            idn_affected.record_index,
            idn_records.record_id,
            {{ record_digest("k", "idn_records") }} as component_id,
            {{ record_digest("c", "idn_records") }} as customer_id
        from idn_affected
        inner join idn_records on idn_affected.record_id = idn_records.record_id
    )

select
    members.record_id,
    cluster_anchors.customer_id,
    component_anchors.component_id,
    cluster_anchors.record_id as anchor_record_id
from idn_clusters
inner join indexed as members on idn_clusters.record_index = members.record_index
inner join
    indexed as component_anchors on idn_clusters.component_index = component_anchors.record_index
inner join indexed as cluster_anchors on idn_clusters.cluster_index = cluster_anchors.record_index
