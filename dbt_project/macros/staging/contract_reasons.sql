{#-
    The reasons by which a raw row breaks its entity's contract: a text that is not of the declared type, or none of the
    allowed values; blank is fine. Of JSON records also: it is no object, or lacks a member that each must have.
    `ingestion/contract_check.py` counts the same at landing; a test compares the two.
-#}
{% macro contract_reasons(declared) -%}
    {%- set faults = [] -%}
    {%- set called = {
        "number": "a number",
        "integer": "a whole number",
        "amount": "an amount",
        "date": "a date",
        "timestamp": "a time",
    } -%}
    {%- if declared.format in ["json_lines", "json"] -%}
        {%- do faults.append(["not " ~ is_json_object("line"), "line: not a JSON object"]) -%}
        {%- for member in declared.get("needed", []) -%}
            {%- do faults.append(
                [
                    is_json_object("line")
                    ~ " and "
                    ~ contract_cell(member, declared)
                    ~ " is null",
                    (member | replace("'", "''")) ~ ": missing",
                ]
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for column, type in declared.get("types", {}).items() -%}
        {%- set text = contract_cell(column, declared) -%}
        {%- if type == "number" -%} {%- set typed = to_decimal(text, declared, 6) -%}
        {%- elif type == "integer" -%} {%- set typed = to_integer(text, declared) -%}
        {%- elif type == "amount" -%} {%- set typed = to_amount(text, declared) -%}
        {%- elif type == "date" -%} {%- set typed = to_date(text, declared) -%}
        {%- else -%} {%- set typed = to_timestamp_utc(text, declared) -%}
        {%- endif -%}
        {%- do faults.append(
            [
                text ~ " is not null and (" ~ typed ~ ") is null",
                (column | replace("'", "''")) ~ ": not " ~ called[type],
            ]
        ) -%}
    {%- endfor -%}
    {%- for column, values in declared.get("allowed", {}).items() -%}
        {%- set known = [] -%}
        {%- for value in values -%}
            {%- do known.append(value | replace("'", "''")) -%}
        {%- endfor -%}
        {%- do faults.append(
            [
                contract_cell(column, declared) ~ " not in ('" ~ known
                | join("', '") ~ "')",
                (column | replace("'", "''")) ~ ": not a known value",
            ]
        ) -%}
    {%- endfor -%}
    {{ reasons(faults) }}
{%- endmacro %}
