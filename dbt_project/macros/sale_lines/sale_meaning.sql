{#- What the workspace says of the columns of `<source>.lines`; every option unset for a source that is not enabled. -#}
{% macro sale_meaning(source_name) %}
    {%- set unset = {
        "order": [],
        "name": [],
        "no_order": [],
        "order_discount": [],
        "order_platform_discount": [],
        "carry_down": false,
        "anonymous": [],
        "statuses": {},
        "codes": {},
        "countries": {},
        "product_case": "upper",
        "amount_is": "after_discount",
        "channel": "store",
        "date": "date",
    } -%}
    {%- set declared = conventions(source_name, "lines") -%}
    {%- if source_is_enabled(source_name) and not declared.get("sale_lines") -%}
        {%- do exceptions.raise_compiler_error(
            "The workspace enables "
            ~ source_name
            ~ " but says in no `sale_lines` what the columns of its entity lines mean."
        ) -%}
    {%- endif -%}
    {{ return(declared.get("sale_lines") or unset) }}
{% endmacro %}
