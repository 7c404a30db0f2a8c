{#- Why a line of a sales log cannot be trusted: pairs of condition and sentence, for `reasons`. -#}
{% macro sale_faults(told) %}
    {%- set number_faults = (
        sale_fault(
            told.get("quantity"), "raw_quantity", "delivered_quantity", "a number", true
        )
        + sale_fault(told.get("price"), "raw_price", "price", "a number", true)
        + sale_fault(told.get("amount"), "raw_amount", "amount", "a number", true)
        + sale_fault(told.get("discount"), "raw_discount", "discount", "a number")
        + sale_fault(told.get("tax"), "raw_tax", "tax", "a number")
        + sale_fault(told.get("shipping"), "raw_shipping", "shipping", "a number")
        + sale_fault(told.get("cost"), "raw_cost", "cost", "a number")
        + sale_fault(
            told.get("platform_discount"),
            "raw_platform_discount",
            "platform_discount",
            "a number",
        )
        + sale_fault(
            told.get("returned_quantity"),
            "raw_returned_quantity",
            "units_back",
            "a number",
        )
        + sale_fault(
            told.get("order_shipping"),
            "raw_order_shipping",
            "order_shipping",
            "a number",
        )
        + sale_fault(told.get("order_tax"), "raw_order_tax", "order_tax", "a number")
        + sale_fault(
            told.get("order_refund"), "raw_order_refund", "order_refund", "a number"
        )
    ) -%}
    {%- for option in ["order_discount", "order_platform_discount"] -%}
        {%- for column in told.get(option) -%}
            {%- set cell = option ~ "_" ~ loop.index -%}
            {%- do number_faults.extend(sale_fault(column, "raw_" ~ cell, cell, "a number")) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if told.get("returned_quantity") -%}
        {%- do number_faults.append(
            [
                "abs(units_back) > abs(delivered_quantity)",
                (told.returned_quantity | replace("'", "''")) ~ ": more than was sold",
            ]
        ) -%}
    {%- endif -%}
    {%- set moment = (told.get("ordered_at") or told.get("date")) | replace("'", "''") -%}
    {%- set other_faults = [
        ["delivered_quantity = 0", (told.get("quantity") or "quantity") ~ ": zero"],
        [
            "delivered_quantity < 0 and price < 0",
            (told.get("price") or "price") ~ ": negative on a negative quantity",
        ],
        [
            "sold_at > " ~ dbt.dateadd("day", 1, "_delivered_at"),
            moment ~ ": later than its delivery",
        ],
    ] -%}
    {%- set faults = (
        sale_fault(
            told.get("ordered_at") or told.get("date"),
            "raw_date",
            "sold_at",
            "a date" if told.get("date") else "a time",
            true,
        )
        + sale_fault(told.get("status"), "raw_status", "status", "a known value", true)
        + number_faults
        + other_faults
    ) -%}
    {%- if not told.no_order -%} {{ return(faults) }} {%- endif -%}
    {#- A row that is no line is nothing to judge. -#}
    {%- set of_lines = [] -%}
    {%- for fault in faults -%}
        {%- do of_lines.append(["not is_note and (" ~ fault[0] ~ ")", fault[1]]) -%}
    {%- endfor -%}
    {{ return(of_lines) }}
{% endmacro %}
