{#-
    The `_rows` model of a sales log: every raw line typed by what `sale_lines` says, with its kind and its fate.

    A line is a `sale` or a `return`; `money` that changes hands for no product; `shipping`; or `no_sale`, which is told of
    and sold to nobody: a fee, a bad debt, a loss from stock. Lines belong together by their order, or by the customer's day.
-#}
{% macro sale_rows(source_name) %}
    {%- set told = sale_meaning(source_name) -%}
    {%- set declared = conventions(source_name, "lines") -%}
    {%- set is_of_returns = "false" -%}
    {%- if told.get("return_prefix") -%}
        {%- set prefix = told.return_prefix | upper | replace("'", "''") -%}
        {%- set is_of_returns = "starts_with(upper(order_key), '" ~ prefix ~ "')" -%}
    {%- endif -%}
    {%- set nobody = ["nan"] -%}
    {%- for word in told.anonymous -%}
        {%- do nobody.append(word | lower | replace("'", "''")) -%}
    {%- endfor -%}
    {%- set hashed = [] -%}
    {%- for column in declared.columns -%}
        {%- do hashed.append(adapter.quote(column)) -%}
    {%- endfor -%}
    {%- set from_where = "carried" if told.carry_down else "delivered" -%}
    {%- set orders = [] -%}
    {%- for column in told.order -%}
        {%- do orders.append(normalised_id("raw_order_" ~ loop.index)) -%}
    {%- endfor -%}

    with
        delivered as (
            select
                _load_seq,
                _line,
                _delivered_at,
                {{ sale_cell(told.get("ordered_at") or told.get("date"), declared) }} as raw_date,
                {%- for column in told.order %}
                    {{ sale_cell(column, declared) }} as raw_order_{{ loop.index }},
                {%- endfor %}
                {{ sale_name(told, declared) }} as raw_name,
                {%- for option in ["order_discount", "order_platform_discount"] %}
                    {%- for column in told.get(option) %}
                        {{ sale_cell(column, declared) }} as raw_{{ option }}_{{ loop.index }},
                    {%- endfor %}
                {%- endfor %}
                {%- for cell in sale_cells() %}
                    {{ sale_cell(told.get(cell), declared) }} as raw_{{ cell }},
                {%- endfor %}
                {{ row_hash(hashed) }} as _row_hash,
                {%- if has_contract(declared) %}
                    {{ contract_reasons(declared) }} as _contract_reasons,
                {%- endif %}
            from {{ source(source_name, "lines") }}
            {%- if is_incremental() %} where _load_seq > {{ var("loads_above") }} {%- endif %}
        ),

        {% if told.carry_down %} carried as ({{ sale_carried(told) }}), {% endif %}
        typed as (
            select
                {{ from_where }}.*,
                {{ sale_moment(told, declared) }} as sold_at,
                {% if orders -%} {{ orders | join(" || '|' || ") }}
                {%- else -%} cast(null as varchar)
                {%- endif %} as order_key,
                {{ answer_or_null(normalised_id("raw_customer")) }} as customer_id,
                {{ answer_or_null("raw_contact") }} as contact,
                {{ sale_status(told) }} as status,
                {{ normalised_id("raw_returned_order") }} as returned_order_key,
                {% if told.product_case == "upper" -%} upper({{ normalised_id("raw_product") }})
                {%- else -%} {{ normalised_id("raw_product") }}
                {%- endif %} as delivered_code,
                {{ sale_codes("raw_product", told.codes) }} as code_kind,
                {% if told.get("quantity") -%} {{ rounded_number("raw_quantity", declared, 3) }}
                {%- else -%} cast(1 as decimal(18, 3))
                {%- endif %} as delivered_quantity,
                {{ rounded_number("raw_price", declared, 6) }} as price,
                {{ rounded_number("raw_amount", declared, 2) }} as amount,
                {{ rounded_number("raw_discount", declared, 2) }} as discount,
                {{ rounded_number("raw_tax", declared, 2) }} as tax,
                {{ rounded_number("raw_shipping", declared, 2) }} as shipping,
                {{ rounded_number("raw_cost", declared, 2) }} as cost,
                {{ rounded_number("raw_platform_discount", declared, 2) }} as platform_discount,
                {{ rounded_number("raw_returned_quantity", declared, 3) }} as units_back,
                {{ rounded_number("raw_order_shipping", declared, 2) }} as order_shipping,
                {{ rounded_number("raw_order_tax", declared, 2) }} as order_tax,
                {{ rounded_number("raw_order_refund", declared, 2) }} as order_refund,
                {%- for option in ["order_discount", "order_platform_discount"] %}
                    {%- for column in told.get(option) %}
                        {{ rounded_number("raw_" ~ option ~ "_" ~ loop.index, declared, 2) }}
                        as {{ option }}_{{ loop.index }},
                    {%- endfor %}
                {%- endfor %}
                {{ sale_is_note(told) }} as is_note,
            from {{ from_where }}
        ),

        -- A cell for a phone, an address or a name says which by its signs.
        known as (
            select
                typed.*,
                case
                    when contact not like '%@%' then {{ matches("contact", "[+0-9() .-]{7,}") }}
                end as is_phone,
                coalesce({{ is_of_returns }} or status = 'returned', false) as is_of_returns,
            from typed
        ),

        named as (
            select
                known.*,
                coalesce(raw_name, case when not is_phone then contact end) as full_name,
                coalesce(raw_email, case when contact like '%@%' then contact end) as email,
                coalesce(
                    ltrim({{ answer_or_null("raw_phone") }}, ''''),
                    case when is_phone then contact end
                ) as phone,
                is_of_returns
                or delivered_quantity < 0
                or coalesce(price, amount, 0) < 0 as is_return,
            from known
        ),

        -- Who is listed as nobody, by number or by name, is nobody.
        identified as (
            select
                named.*,
                case
                    when
                        is_note
                        or lower(coalesce(customer_id, '')) in ('{{ nobody | join("', '") }}')
                        or {{ is_pseudo_account("customer_id") }}
                        or {{ is_pseudo_account("full_name") }}
                    then null
                    else coalesce(customer_id, lower(coalesce(phone, email, full_name)))
                end as customer_key,
                -- What was asked for the line before discounts.
                abs(
                    case
                        when amount is null
                        then cast(delivered_quantity * coalesce(price, 0) as decimal(18, 2))
                        {%- if told.amount_is == "after_discount" %}
                            else abs(amount) + abs(coalesce(discount, 0))
                        {%- else %} else amount
                        {%- endif %}
                    end
                ) as asked_amount,
            from named
        ),

        -- Rounded up, so that what is left over is a discount and no surcharge: far below a cent.
        priced as (
            select
                identified.*,
                case
                    when amount is null
                    then abs(coalesce(price, 0))
                    when delivered_quantity <> 0
                    then
                        cast(
                            ceil(asked_amount * 1000000 / abs(delivered_quantity))
                            / 1000000 as decimal(18, 6)
                        )
                end as unit_price,
                case when is_return then -1 else 1 end as direction,
            from identified
        ),

        sorted as (
            select
                priced.*,
                cast(direction * abs(delivered_quantity) as decimal(18, 3)) as quantity,
                case
                    when is_note
                    then 'no_sale'
                    when code_kind is not null
                    then code_kind
                    {%- if told.get("return_prefix") %}
                        -- Goods that left the stock at no price, outside any cancellation:
                        -- damaged, lost.
                        when delivered_quantity < 0 and not is_of_returns and asked_amount = 0
                        then 'no_sale'
                    {%- endif %}
                    when is_return
                    then 'return'
                    else 'sale'
                end as kind,
                cast(
                    cast(abs(delivered_quantity) * unit_price as decimal(18, 2))
                    - asked_amount
                    + abs(coalesce(discount, 0)) as decimal(18, 2)
                ) as own_discount,
                abs(coalesce(platform_discount, 0)) as own_platform_discount,
                coalesce(abs(units_back), 0) as own_units_back,
            from priced
        ),

        {{ sale_order_shares(told) }},

        shaped as (
            select
                shared.*,
                case
                    when kind in ('sale', 'return')
                    then
                        coalesce(
                            delivered_code,
                            {{ "upper" if told.product_case == "upper" else "" }} (raw_description)
                        )
                end as product_code,
                raw_description as description,
                raw_category as category,
                {{ to_gender("raw_gender") }} as gender,
                {{ to_date("raw_birth_date", declared) }} as birth_date,
                raw_place as place,
                coalesce(
                    {{ sale_words("raw_country", told.countries) }},
                    case
                        when {{ matches("raw_country", "[A-Za-z]{2}") }} then upper(raw_country)
                    end
                ) as country,
                ltrim(raw_postal_code, '''') as postal_code,
                cast(
                    direction * (
                        cast(abs(delivered_quantity) * unit_price as decimal(18, 2))
                        - discount_amount
                    ) as decimal(18, 2)
                ) as line_amount,
                cast(
                    case
                        when kind = 'shipping'
                        then
                            direction * (
                                cast(abs(delivered_quantity) * unit_price as decimal(18, 2))
                                - discount_amount
                            )
                        else 0
                    end
                    + coalesce(shipping, 0)
                    + shared_shipping as decimal(18, 2)
                ) as shipping_amount,
                cast(
                    coalesce(
                        cast(returned_quantity * unit_price as decimal(18, 2)) - cast(
                            discount_amount
                            * returned_quantity
                            / nullif(abs(quantity), 0) as decimal(18, 2)
                        ),
                        0
                    ) as decimal(18, 2)
                ) as returned_amount,
                abs(cost) as cost_amount,
                coalesce(upper(raw_currency), '{{ var("currency") }}') as currency,
                raw_store as store,
                raw_cashier as cashier,
                raw_payment as payment,
                upper(trim(raw_voucher)) as voucher_code,
            from shared
        ),

        judged as (
            select
                shaped.*,
                coalesce(
                    order_key,
                    '@'
                    || coalesce(customer_key, '')
                    || '@'
                    || cast({{ business_date("sold_at") }} as varchar)
                ) as _key,
                {{ version_clock(declared) }} as _version,
                case when is_note then _delivered_at else sold_at end as _first_seen_at,
                {{ reasons(sale_faults(told)) }} as _reasons,
            from shaped
        ){{ fated_rows(source_name, "lines", sale_columns()) }}
{% endmacro %}
