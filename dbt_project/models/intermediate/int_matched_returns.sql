-- One row per order_line_id.
with
    int_orders as (select * from {{ ref("int_orders") }}),

    int_order_lines as (select * from {{ ref("int_order_lines") }}),

    pseudo_records as (select record_id from {{ ref("idn_source_records") }} where is_pseudo),

    -- Who is no person brings nothing back: what one stranger bought another returns.
    orders as (
        select int_orders.order_id, int_orders.record_id, int_orders.ordered_at
        from int_orders
        where
            int_orders.status = 'fulfilled'
            and int_orders.record_id is not null
            and not exists (
                select 1 from pseudo_records where pseudo_records.record_id = int_orders.record_id
            )
    ),

    unlinked_returns as (
        select
            orders.record_id,
            orders.ordered_at,
            int_order_lines.order_line_id,
            int_order_lines.order_id,
            int_order_lines.product_id,
            int_order_lines.quantity
        from int_order_lines
        inner join orders on int_order_lines.order_id = orders.order_id
        where
            int_order_lines.quantity < 0
            and int_order_lines.returned_order_line_id is null
            and int_order_lines.product_id is not null
    ),

    sales as (
        select
            orders.record_id,
            orders.ordered_at,
            int_order_lines.order_line_id,
            int_order_lines.order_id,
            int_order_lines.product_id,
            int_order_lines.quantity
        from int_order_lines
        inner join orders on int_order_lines.order_id = orders.order_id
        where
            int_order_lines.quantity > 0
            and exists (
                select 1
                from unlinked_returns
                where
                    unlinked_returns.record_id = orders.record_id
                    and unlinked_returns.product_id = int_order_lines.product_id
            )
    ),

    -- What the source itself says came back is no longer there to be given back.
    given_back as (
        select
            int_order_lines.returned_order_line_id as order_line_id,
            sum(int_order_lines.quantity) as quantity
        from int_order_lines
        where
            int_order_lines.quantity < 0
            and int_order_lines.returned_order_line_id in (select sales.order_line_id from sales)
        group by int_order_lines.returned_order_line_id
    ),

    movements as (
        select unlinked_returns.*, 1 as is_return
        from unlinked_returns
        union all
        select
            sales.record_id,
            sales.ordered_at,
            sales.order_line_id,
            sales.order_id,
            sales.product_id,
            cast(
                greatest(sales.quantity + coalesce(given_back.quantity, 0), 0) as decimal(18, 3)
            ) as quantity,
            0 as is_return
        from sales
        left join given_back on sales.order_line_id = given_back.order_line_id
    ),

    -- A person's units of a product are a pile: the newest ones come back first, and a pile is
    -- never lower than nothing.
    balances as (
        select
            movements.*,
            row_number() over (
                partition by movements.record_id, movements.product_id
                order by movements.ordered_at, movements.is_return, movements.order_line_id
            ) as movement_number,
            sum(movements.quantity) over (
                partition by movements.record_id, movements.product_id
                order by movements.ordered_at, movements.is_return, movements.order_line_id
                rows between unbounded preceding and current row
            ) as balance
        from movements
    ),

    heights as (
        select
            balances.*,
            balances.balance - least(
                min(balances.balance) over (
                    partition by balances.record_id, balances.product_id
                    order by balances.movement_number
                    rows between unbounded preceding and current row
                ),
                0
            ) as height_after
        from balances
    ),

    piles as (
        select
            heights.*,
            lag(heights.height_after, 1, 0) over (
                partition by heights.record_id, heights.product_id order by heights.movement_number
            ) as height_before
        from heights
    ),

    given as (select * from piles where is_return = 0),

    taken as (select * from piles where is_return = 1 and height_before > 0),

    -- The purchase that put the uppermost unit there.
    matches as (
        select
            taken.order_line_id,
            taken.order_id,
            given.order_line_id as returned_order_line_id,
            given.order_id as returned_order_id,
            row_number() over (
                partition by taken.order_line_id order by given.movement_number desc
            ) as newness
        from taken
        inner join
            given
            on taken.record_id = given.record_id
            and taken.product_id = given.product_id
            and taken.movement_number > given.movement_number
            and taken.height_before > given.height_before
            and taken.height_before <= given.height_after
    )

select
    matches.order_line_id,
    matches.order_id,
    matches.returned_order_line_id,
    matches.returned_order_id
from matches
where matches.newness = 1
