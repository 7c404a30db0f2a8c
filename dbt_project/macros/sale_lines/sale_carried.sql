{#-
    The delivered rows, where a shop system writes what it says of an order on its first line alone: the order's other lines of
    the same delivery take it from there. What is said of a line stays the line's own. Reads the CTE `delivered`.
-#}
{% macro sale_carried(told) %}
    {%- set of_lines = [
        "returned_order",
        "product",
        "description",
        "category",
        "quantity",
        "price",
        "amount",
        "discount",
        "tax",
        "shipping",
        "cost",
        "returned_quantity",
        "platform_discount",
    ] -%}
    {%- set carried = ["raw_date", "raw_name"] -%}
    {%- for option in ["order_discount", "order_platform_discount"] -%}
        {%- for column in told.get(option) -%}
            {%- do carried.append("raw_" ~ option ~ "_" ~ loop.index) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for cell in sale_cells() -%}
        {%- if cell not in of_lines -%} {%- do carried.append("raw_" ~ cell) -%} {%- endif -%}
    {%- endfor -%}
    {%- set order_cells = [] -%}
    {%- for column in told.order -%}
        {%- do order_cells.append("raw_order_" ~ loop.index) -%}
    {%- endfor -%}
    {%- set of_order = "over (partition by _load_seq, " ~ order_cells | join(", ") ~ ")" %}
    select
        _load_seq,
        _line,
        _delivered_at,
        _row_hash,
        {%- for cell in order_cells %} {{ cell }}, {%- endfor %}
        {%- for cell in carried %}
            coalesce({{ cell }}, max({{ cell }}) {{ of_order }}) as {{ cell }},
        {%- endfor %}
        {%- for cell in of_lines %} raw_{{ cell }}, {%- endfor %}
    from delivered
{% endmacro %}
