-- One row per period_kind and period_start_date.
with
    int_period_revenues as (select * from {{ ref("int_period_revenues") }}),

    pseudo_accounts as (
        select customer_id from {{ ref("int_customer_attributes") }} where is_pseudo
    ),

    int_valued_lines as (
        select *
        from {{ ref("int_valued_lines") }}
        where is_counted and value_date <= {{ as_of_date() }} and booked_date <= {{ as_of_date() }}
    ),

    -- Sales that belong to nobody: without a person, or on an account that is none.
    anonymous_days as (
        select int_valued_lines.value_date, sum(int_valued_lines.net_amount) as net_revenue
        from int_valued_lines
        left join
            pseudo_accounts on int_valued_lines.value_customer_id = pseudo_accounts.customer_id
        where int_valued_lines.value_customer_id is null or pseudo_accounts.customer_id is not null
        group by int_valued_lines.value_date
    ),

    ranked as (
        select
            int_period_revenues.*,
            count(*) over (
                partition by int_period_revenues.period_kind, int_period_revenues.period_start_date
            ) as people,
            row_number() over (
                partition by int_period_revenues.period_kind, int_period_revenues.period_start_date
                order by int_period_revenues.net_revenue, int_period_revenues.customer_id
            ) as rank_from_below
        from int_period_revenues
        where int_period_revenues.net_revenue > 0
    ),

    -- Of n people the top p per cent are the n * p / 100 first, rounded up.
    curves as (
        select
            ranked.period_kind,
            ranked.period_start_date,
            max(ranked.people) as customer_count,
            sum(ranked.net_revenue) as net_revenue
            {%- for top in [1, 5, 10, 20, 50] %}
                ,
                sum(
                    case
                        when
                            (ranked.people + 1 - ranked.rank_from_below) * 100
                            < ranked.people * {{ top }} + 100
                        then ranked.net_revenue
                        else 0
                    end
                ) as top_{{ top }}_net_revenue
            {%- endfor %},
            sum(
                (2 * ranked.rank_from_below - ranked.people - 1) * ranked.net_revenue
            ) as weighted_net_revenue
        from ranked
        group by ranked.period_kind, ranked.period_start_date
    ),

    losses as (
        select
            int_period_revenues.period_kind,
            int_period_revenues.period_start_date,
            sum(
                case
                    when int_period_revenues.net_revenue < 0
                    then int_period_revenues.net_revenue
                    else 0
                end
            ) as negative_net_revenue
        from int_period_revenues
        group by int_period_revenues.period_kind, int_period_revenues.period_start_date
    ),

    periods as (
        select
            losses.*,
            case
                losses.period_kind
                when 'rolling_year'
                then {{ as_of_date() }}
                when 'calendar_year'
                then
                    cast(
                        {{
                            dbt.dateadd(
                                "day", -1, dbt.dateadd("year", 1, "losses.period_start_date")
                            )
                        }} as date
                    )
                else
                    cast(
                        {{
                            dbt.dateadd(
                                "day", -1, dbt.dateadd("month", 1, "losses.period_start_date")
                            )
                        }} as date
                    )
            end as last_date
        from losses
    ),

    anonymous as (
        select
            periods.period_kind,
            periods.period_start_date,
            sum(anonymous_days.net_revenue) as net_revenue
        from periods
        inner join
            anonymous_days
            on anonymous_days.value_date between periods.period_start_date and periods.last_date
        group by periods.period_kind, periods.period_start_date
    )

select
    periods.period_kind,
    periods.period_start_date,
    least(periods.last_date, {{ as_of_date() }}) as period_end_date,
    periods.last_date <= {{ as_of_date() }} as is_complete,
    coalesce(curves.customer_count, 0) as customer_count,
    cast(coalesce(curves.net_revenue, 0) as decimal(18, 2)) as net_revenue,
    cast(periods.negative_net_revenue as decimal(18, 2)) as negative_net_revenue,
    {%- for top in [1, 5, 10, 20, 50] %}
        {{ share("curves.top_" ~ top ~ "_net_revenue", "curves.net_revenue") }}
        as top_{{ top }}_percent_share,
    {%- endfor %}
    {{ share("curves.weighted_net_revenue", "(curves.customer_count * curves.net_revenue)") }}
    as gini,
    cast(coalesce(anonymous.net_revenue, 0) as decimal(18, 2)) as anonymous_net_revenue
from periods
left join
    curves
    on periods.period_kind = curves.period_kind
    and periods.period_start_date = curves.period_start_date
left join
    anonymous
    on periods.period_kind = anonymous.period_kind
    and periods.period_start_date = anonymous.period_start_date
