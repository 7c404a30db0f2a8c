{#-
    CTEs `current_lines` and `sold_lines`: the standing lines of a sales log that were sold, given back, charged or shipped, each with
    the `order_id` it belongs to. Where nothing names the order it is the customer's day; a sale to nobody is its own, for
    a day of strangers is no basket. Lines cancelled or pending beside others that are not stand in an order of their own.
-#}
{% macro sold_lines(source_name) %}
    {%- set told = sale_meaning(source_name) -%}
    current_lines as (
        select *
        from {{ ref("stg_" ~ source_name ~ "__lines_rows") }}
        where
            _fate = 'current' and kind <> 'no_sale'
            {%- if is_incremental() %} and _last_load_seq > {{ var("loads_above") }} {%- endif %}
    ),

    named_lines as (
        select
            *,
            '{{ source_name }}:' || order_key as order_name,
            case when status = 'returned' then 'fulfilled' else status end as order_status,
            case
                when kind in ('sale', 'money') and quantity > 0 then 'sale' else 'return'
            end as direction,
        from current_lines
        where order_key is not null
        union all
        select
            *,
            '{{ source_name }}:'
            || customer_key
            || ':'
            || cast({{ business_date("sold_at") }} as varchar) as order_name,
            case when status = 'returned' then 'fulfilled' else status end as order_status,
            case
                when kind in ('sale', 'money') and quantity > 0 then 'sale' else 'return'
            end as direction,
        from current_lines
        where order_key is null and customer_key is not null
        union all
        select
            *,
            '{{ source_name }}:'
            || cast({{ business_date("sold_at") }} as varchar)
            || ':'
            || cast(
                row_number() over (partition by _key order by _row_hash, _line) as varchar
            ) as order_name,
            case when status = 'returned' then 'fulfilled' else status end as order_status,
            case
                when kind in ('sale', 'money') and quantity > 0 then 'sale' else 'return'
            end as direction,
        from current_lines
        where order_key is null and customer_key is null
    ),

    {% if told.statuses -%}
        best_statuses as (
            select
                order_name,
                case
                    when max(case when order_status = 'fulfilled' then 1 else 0 end) = 1
                    then 'fulfilled'
                    when max(case when order_status = 'pending' then 1 else 0 end) = 1
                    then 'pending'
                    else 'cancelled'
                end as best_status,
            from named_lines
            group by order_name
        ),

        sold_lines as (
            select
                named_lines.*,
                named_lines.order_name || case
                    when named_lines.order_status <> best_statuses.best_status
                    then ':' || named_lines.order_status
                    else ''
                end as order_id,
            from named_lines
            inner join best_statuses on named_lines.order_name = best_statuses.order_name
        )
    {%- else -%} sold_lines as (select *, order_name as order_id, from named_lines)
    {%- endif %}
{% endmacro %}
