-- One row per campaign_kind, campaign_id and customer_id.
with
    int_campaign_people as (select * from {{ ref("int_campaign_people") }}),

    int_campaign_contacts as (select * from {{ ref("int_campaign_contacts") }}),

    int_known_products as (select product_id, unit_cost from {{ ref("int_known_products") }}),

    int_valued_lines as (select * from {{ ref("int_valued_lines") }} where is_counted),

    people as (
        select
            int_campaign_people.*,
            int_campaign_people.campaign_kind || ' ' || int_campaign_people.campaign_id as campaign
        from int_campaign_people
    ),

    -- distinct: a person may be in many campaigns
    everybody as (select distinct people.customer_id from people),

    orders as (
        select
            int_valued_orders.order_id,
            int_valued_orders.customer_id,
            int_valued_orders.ordered_at,
            int_valued_orders.net_amount,
            case
                when
                    int_valued_orders.sale_line_count > 0
                    and int_valued_orders.fully_returned_date is null
                then 1
                else 0
            end as kept_count
        from {{ ref("int_valued_orders") }} as int_valued_orders
        inner join everybody on int_valued_orders.customer_id = everybody.customer_id
        where
            int_valued_orders.status = 'fulfilled'
            and int_valued_orders.is_converted
            and int_valued_orders.ordered_at < {{ end_of_as_of() }}
    ),

    around as (
        select
            people.campaign,
            people.campaign_kind,
            people.customer_id,
            people.arm = 'treated' and people.is_in_file as is_touched,
            people.sent_at,
            orders.order_id,
            orders.net_amount,
            orders.kept_count,
            orders.ordered_at >= people.sent_at as is_after
        from people
        inner join orders on people.customer_id = orders.customer_id
        where
            orders.ordered_at
            >= {{ dbt.dateadd("day", -var("campaign_before_days"), "people.sent_at") }}
            and orders.ordered_at
            < {{ dbt.dateadd("day", var("conversion_days"), "people.sent_at") }}
    ),

    -- distinct: an order may follow several messages
    followed as (select distinct around.order_id from around where around.is_after),

    costs as (
        select
            int_valued_lines.value_order_id as order_id,
            cast(
                sum(int_valued_lines.quantity * int_known_products.unit_cost) as decimal(18, 2)
            ) as cost_amount,
            count(*) - count(int_known_products.unit_cost) as uncosted_count
        from int_valued_lines
        inner join followed on int_valued_lines.value_order_id = followed.order_id
        left join int_known_products on int_valued_lines.product_id = int_known_products.product_id
        group by int_valued_lines.value_order_id
    ),

    -- The last message before an order gets all of it. An audience has what its exports have.
    touched as (
        select
            around.campaign,
            around.campaign_kind,
            around.order_id,
            row_number() over (
                partition by
                    around.order_id, case when around.campaign_kind = 'audience' then 1 else 0 end
                order by around.sent_at desc, around.campaign
            ) as touch_rank
        from around
        where around.is_after and around.is_touched
    ),

    newest_touches as (select * from touched where touch_rank = 1),

    sums as (
        select
            around.campaign,
            around.customer_id,
            sum(case when around.is_after then around.kept_count else 0 end) as purchase_count,
            sum(case when around.is_after then around.net_amount else 0 end) as net_revenue,
            sum(
                case
                    when around.is_after
                    then around.net_amount - coalesce(costs.cost_amount, 0)
                    else 0
                end
            ) as margin,
            sum(
                case when around.is_after then coalesce(costs.uncosted_count, 0) else 0 end
            ) as uncosted_count,
            sum(case when around.is_after then 0 else around.net_amount end) as before_revenue,
            sum(case when around.is_after then 0 else around.kept_count end) as before_count,
            sum(
                case when newest_touches.order_id is not null then around.kept_count else 0 end
            ) as last_touch_count,
            sum(
                case when newest_touches.order_id is not null then around.net_amount else 0 end
            ) as last_touch_revenue
        from around
        left join costs on around.order_id = costs.order_id
        left join
            newest_touches
            on around.campaign = newest_touches.campaign
            and around.order_id = newest_touches.order_id
        group by around.campaign, around.customer_id
    ),

    -- A marketer writes the tool's id as the tool shows it, without the name of the source.
    contacts as (
        select
            int_campaign_contacts.*,
            substring(
                int_campaign_contacts.campaign_id,
                length(split_part(int_campaign_contacts.campaign_id, ':', 1)) + 2
            ) as bare_id
        from int_campaign_contacts
    ),

    known_as as (
        select contacts.campaign_id as known_id, contacts.*
        from contacts
        union all
        select contacts.bare_id as known_id, contacts.*
        from contacts
        where contacts.bare_id <> ''
    ),

    answers as (
        select
            known_as.known_id,
            known_as.customer_id,
            min(known_as.first_delivered_at) as first_delivered_at,
            min(known_as.first_opened_at) as first_opened_at,
            min(known_as.first_clicked_at) as first_clicked_at
        from known_as
        group by known_as.known_id, known_as.customer_id
    ),

    -- distinct: a campaign was seen by many
    seen as (select distinct answers.known_id from answers)

select
    people.campaign_kind,
    people.campaign_id,
    people.customer_id,
    people.arm,
    people.control_share,
    people.is_in_file,
    people.sent_at,
    people.lifecycle,
    people.rfm_segment,
    people.value_class,
    case
        when coalesce(sums.before_count, 0) = 0
        then 'none'
        when sums.before_count = 1
        then 'one'
        else 'several'
    end as purchases_before,
    seen.known_id is not null as is_tool_known,
    coalesce(answers.first_delivered_at < {{ end_of_as_of() }}, false) as is_delivered,
    coalesce(answers.first_opened_at < {{ end_of_as_of() }}, false) as is_opened,
    coalesce(answers.first_clicked_at < {{ end_of_as_of() }}, false) as is_clicked,
    cast(
        case when coalesce(sums.purchase_count, 0) > 0 then 1 else 0 end as decimal(18, 2)
    ) as converted,
    cast(coalesce(sums.purchase_count, 0) as decimal(18, 2)) as purchases,
    cast(coalesce(sums.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(coalesce(sums.margin, 0) as decimal(18, 2)) as margin,
    cast(coalesce(sums.uncosted_count, 0) as bigint) as uncosted_count,
    cast(coalesce(sums.before_revenue, 0) as decimal(18, 2)) as before_revenue,
    cast(coalesce(sums.last_touch_count, 0) as bigint) as last_touch_count,
    cast(coalesce(sums.last_touch_revenue, 0) as decimal(18, 2)) as last_touch_revenue
from people
left join sums on people.campaign = sums.campaign and people.customer_id = sums.customer_id
left join
    answers
    on people.tool_campaign_id = answers.known_id
    and people.customer_id = answers.customer_id
left join seen on people.tool_campaign_id = seen.known_id
