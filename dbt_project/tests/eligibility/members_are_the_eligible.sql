-- Members and eligible decisions are the same people, both ways.
with
    members as (select audience, channel, customer_id from {{ ref("elg_members") }}),

    eligible as (
        select audience, channel, customer_id from {{ ref("elg_decisions") }} where is_eligible
    )

    (
        select *
        from members
        except
        select *
        from eligible
    )
union all
(
    select *
    from eligible
    except
    select *
    from members
)
