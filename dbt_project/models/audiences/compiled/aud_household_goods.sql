-- One row per customer_id.
-- Compiled from audiences/household_goods.yml; a change belongs there.
with
    customer_360 as (
        select *
        from {{ ref("customer_360") }}
    ),

    events as (
        select fct_order_lines.order_id as event_id, fct_order_lines.customer_id, 'bought' as kind, fct_order_lines.product_id, fct_order_lines.channel, fct_orders.campaign_id, fct_order_lines.ordered_at as occurred_at, fct_order_lines.order_date as event_date, dim_products.category
        from {{ ref("fct_order_lines") }} as fct_order_lines
        inner join {{ ref("fct_orders") }} as fct_orders on fct_order_lines.order_id = fct_orders.order_id
        left join {{ ref("dim_products") }} as dim_products on fct_order_lines.product_id = dim_products.product_id
        where fct_order_lines.customer_id is not null and fct_orders.is_kept and not fct_order_lines.is_return and fct_order_lines.order_date <= {{ as_of_date() }}
    ),

    condition_3_counts as (
        select events.customer_id, count(distinct case when events.kind = 'bought' and events.category = {{ audience_parameter("household_goods", "category", "Rumah") }} then events.event_id end) as times
        from events
        where events.kind in ('bought') and events.event_date >= {{ dbt.dateadd("day", "1 - 365", as_of_date()) }}
        group by events.customer_id
    ),

    condition_3 as (
        select condition_3_counts.customer_id, max(condition_3_counts.times) as times
        from condition_3_counts
        group by condition_3_counts.customer_id
    ),

    people as (
        select customer_360.*, nullif(seg_customers.age_band, 'unknown') as segment_age_band, coalesce(condition_3.times, 0) as condition_3_times
        from customer_360
        left join {{ ref("seg_customers") }} as seg_customers on customer_360.customer_id = seg_customers.customer_id
        left join condition_3 on customer_360.customer_id = condition_3.customer_id
    )

select
    people.customer_id,
    left(coalesce(nullif(trim(case when coalesce(people.country, '{{ var("phone_region") }}') = 'ID' then people.salutation when people.gender = 'male' then 'Mr' when people.gender = 'female' then 'Ms' else 'Customer' end), ''), 'Kak'), 20) as salutation,
    left(coalesce(nullif(trim(people.name_to_call), ''), 'Pelanggan'), 30) as first_name,
    left(coalesce(nullif(trim(people.recommended_product), ''), 'pilihan terbaru kami'), 60) as recommended_product,
    left(coalesce(nullif(trim({{ amount_text("people.recommended_price") }}), ''), 'harga di toko'), 30) as recommended_price_text,
    people.segment_age_band,
    people.condition_3_times
from people
where
    true
    and not people.is_pseudo
    and people.segment_age_band in ('25-34', '35-44')
    and people.is_customer = true
    and people.condition_3_times <= 0
