-- Entries less exits of the whole history are the memberships of today, both ways.
with
    standing as (
        select customer_id, dimension, segment
        from {{ ref("seg_membership_history") }}
        group by customer_id, dimension, segment
        having sum(case when event = 'entered' then 1 else -1 end) > 0
    ),

    present as (select customer_id, dimension, segment from {{ ref("seg_memberships") }})

    (
        select *
        from standing
        except
        select *
        from present
    )
union all
(
    select *
    from present
    except
    select *
    from standing
)
