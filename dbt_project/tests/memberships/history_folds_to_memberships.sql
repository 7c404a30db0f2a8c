-- Entries less exits of the whole history are the memberships of today, both ways; so are the
-- memberships that were entered and not left; and the newest size of each segment counts them.
with
    standing as (
        select customer_id, dimension, segment, definition_hash
        from {{ ref("seg_membership_events") }}
        group by customer_id, dimension, segment, definition_hash
        having sum(case when event = 'entered' then 1 else -1 end) > 0
    ),

    open_memberships as (
        select customer_id, dimension, segment, definition_hash
        from {{ ref("seg_membership_history") }}
        where left_build_seq is null
    ),

    present as (
        select customer_id, dimension, segment, definition_hash from {{ ref("seg_memberships") }}
    ),

    sizes as (
        select
            dimension,
            segment,
            customer_count,
            row_number() over (partition by dimension, segment order by build_seq desc) as age_rank
        from {{ ref("seg_size_history") }}
    ),

    newest_sizes as (
        select dimension, segment, customer_count
        from sizes
        where age_rank = 1 and customer_count <> 0
    ),

    present_sizes as (
        select dimension, segment, count(*) as customer_count
        from present
        group by dimension, segment
    ),

    faults as (
        (
            select customer_id, dimension, segment, 'folds to more' as fault
            from
                (
                    select *
                    from standing
                    except
                    select *
                    from present
                ) as more
        )
        union all
        (
            select customer_id, dimension, segment, 'folds to less'
            from
                (
                    select *
                    from present
                    except
                    select *
                    from standing
                ) as less
        )
        union all
        (
            select customer_id, dimension, segment, 'never left'
            from
                (
                    select *
                    from open_memberships
                    except
                    select *
                    from present
                ) as stale
        )
        union all
        (
            select customer_id, dimension, segment, 'not in the history'
            from
                (
                    select *
                    from present
                    except
                    select *
                    from open_memberships
                ) as absent
        )
        union all
        (
            select null, dimension, segment, 'another size than members'
            from
                (
                    select *
                    from newest_sizes
                    except
                    select *
                    from present_sizes
                ) as sized
        )
    )

select *
from faults
