-- One row per pair_id.
with
    always_link as (select * from {{ ref("always_link") }}),

    never_link as (select * from {{ ref("never_link") }}),

    stg_decided_links as (select * from {{ ref("stg_decided_links") }}),

    united as (
        select
            'always_link' as decision,
            always_link.left_id,
            always_link.right_id,
            always_link.decided_by,
            always_link.reason,
            always_link.decided_on
        from always_link
        union all
        select
            'never_link' as decision,
            never_link.left_id,
            never_link.right_id,
            never_link.decided_by,
            never_link.reason,
            never_link.decided_on
        from never_link
        union all
        select
            stg_decided_links.decision,
            stg_decided_links.left_id,
            stg_decided_links.right_id,
            stg_decided_links.decided_by,
            stg_decided_links.reason,
            stg_decided_links.decided_on
        from stg_decided_links
    ),

    sided as (
        select
            united.decision,
            least(united.left_id, united.right_id) as left_id,
            greatest(united.left_id, united.right_id) as right_id,
            united.decided_by,
            united.reason,
            united.decided_on
        from united
        where united.left_id <> united.right_id
    ),

    -- The later decision about a pair stands; of one day, the one that keeps people apart.
    ranked as (
        select
            sided.*,
            row_number() over (
                partition by sided.left_id, sided.right_id
                order by sided.decided_on desc, sided.decision desc, sided.decided_by, sided.reason
            ) as newness
        from sided
    )

select
    ranked.left_id || ' ' || ranked.right_id as pair_id,
    ranked.decision,
    ranked.left_id,
    ranked.right_id,
    ranked.decided_by,
    ranked.reason,
    ranked.decided_on
from ranked
where ranked.newness = 1
