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
    ) -%}
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
    {{
        return(
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
        )
    }}
{% endmacro %}
