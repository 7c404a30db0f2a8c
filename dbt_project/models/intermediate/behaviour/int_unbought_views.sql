-- One row per customer_id.
with
    int_product_views as (
        select * from {{ ref("int_product_views") }} where {{ in_window("event_date", 90) }}
    ),

    int_valued_lines as (
        select customer_id, product_id, order_date
        from {{ ref("int_valued_lines") }}
        where
            customer_id is not null
            and not is_return
            and status <> 'cancelled'
            and {{ in_window("order_date", 90) }}
    ),

    views as (
        select
            int_product_views.customer_id,
            int_product_views.product_id,
            min(int_product_views.event_date) as first_viewed_date,
            max(int_product_views.event_date) as last_viewed_date
        from int_product_views
        group by int_product_views.customer_id, int_product_views.product_id
    ),

    purchases as (
        select
            int_valued_lines.customer_id,
            int_valued_lines.product_id,
            max(int_valued_lines.order_date) as last_ordered_date
        from int_valued_lines
        group by int_valued_lines.customer_id, int_valued_lines.product_id
    ),

    judged as (
        select
            views.customer_id,
            views.product_id,
            views.last_viewed_date,
            coalesce(purchases.last_ordered_date >= views.first_viewed_date, false) as is_bought
        from views
        left join
            purchases
            on views.customer_id = purchases.customer_id
            and views.product_id = purchases.product_id
    ),

    ranked as (
        select
            judged.*,
            row_number() over (
                partition by judged.customer_id, judged.is_bought
                order by judged.last_viewed_date desc, judged.product_id
            ) as newness
        from judged
    )

select
    ranked.customer_id,
    count(*) as viewed_product_count,
    count(case when not ranked.is_bought then 1 end) as unbought_product_count,
    max(
        case when not ranked.is_bought and ranked.newness = 1 then ranked.product_id end
    ) as last_unbought_product_id
from ranked
group by ranked.customer_id
