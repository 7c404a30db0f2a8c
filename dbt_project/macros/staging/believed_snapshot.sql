{#-
    One row: `delivered_at` of the snapshot that tells which keys are deleted (a key last delivered before it is), and
    `newest_load_seq`, the newest load of the entity. A snapshot counts as complete when no line of it was unsplittable
    and it is not empty. The newest complete one is believed, unless more than the declared share of the keys would vanish
    with it; then the one before stands until the next snapshot agrees.
-#}
{% macro believed_snapshot(rows_model, source_name, entity) %}
    with
        complete_snapshots as (
            select delivered_at, row_number() over (order by delivered_at desc) as age,
            from {{ source("raw", "_loads") }}
            where source = '{{ source_name }}' and entity = '{{ entity }}'
            group by delivered_at
            having sum(rejected_count) = 0 and sum(row_count) > 0
        ),

        newest_two as (
            select
                max(case when age = 1 then delivered_at end) as newest_at,
                max(case when age = 2 then delivered_at end) as previous_at,
            from complete_snapshots
        ),

        newest_load as (
            select max(load_seq) as load_seq
            from {{ source("raw", "_loads") }}
            where source = '{{ source_name }}' and entity = '{{ entity }}'
        ),

        keys as (
            select
                count(
                    case
                        when
                            standing._last_delivered_at >= newest_two.previous_at
                            and standing._last_delivered_at < newest_two.newest_at
                        then 1
                    end
                ) as vanished_count,
                count(
                    case when standing._last_delivered_at >= newest_two.newest_at then 1 end
                ) as delivered_count,
            from {{ ref(rows_model) }} as standing
            cross join newest_two
            where standing._fate = 'current'
        )

    select
        -- Before the first complete snapshot nothing is deleted.
        coalesce(
            case
                when
                    keys.vanished_count
                    > {{ conventions(source_name, entity).deleted_share_max }}
                    * (keys.vanished_count + keys.delivered_count)
                then newest_two.previous_at
                else newest_two.newest_at
            end,
            timestamp '1970-01-01'
        ) as delivered_at,
        newest_load.load_seq as newest_load_seq,
    from newest_two
    cross join newest_load
    cross join keys
{% endmacro %}
